/** What the guides tell of all elements, from the manifest that is made of their doc comments. */
interface Typed {
  readonly name: string
  readonly description?: string
  readonly type?: { readonly text: string }
}
interface Declaration {
  readonly name: string
  readonly tagName?: string
  readonly description?: string
  readonly events?: readonly Typed[]
  readonly members?: readonly (Typed & { readonly kind: string; readonly inheritedFrom?: object })[]
}
interface Manifest {
  readonly modules: readonly { readonly declarations?: readonly Declaration[] }[]
}

// generated (`npm run analyze`), so it may be absent
const [manifest] = Object.values(import.meta.glob<Manifest>('../../packages/elements/custom-elements.json', { eager: true, import: 'default' }))
const declarations = manifest?.modules.flatMap((module) => module.declarations ?? []) ?? []
const elements = declarations.filter(({ tagName }) => tagName)

export interface ToldEvent {
  readonly name: string
  readonly description: string
  readonly from: readonly string[]
  readonly fields: readonly string[]
}

/** Every event, once, with the elements that dispatch it and the fields of its class. */
export const events: readonly ToldEvent[] = [...new Set(elements.flatMap(({ events: own = [] }) => own.map(({ name }) => name)))].sort().map((name) => {
  const from = elements.filter(({ events: own = [] }) => own.some((event) => event.name === name))
  const event = from[0]?.events?.find((one) => one.name === name)
  const type = declarations.find((one) => one.name === event?.type?.text)
  return {
    name,
    description: type?.description ?? event?.description ?? '',
    from: from.map(({ tagName = '' }) => tagName.replace('loyalty-', '')).sort(),
    fields: (type?.members ?? []).filter(({ kind, inheritedFrom }) => kind === 'field' && !inheritedFrom).map((member) => member.name),
  }
})

/** Every element with the first sentence of what it is. */
export const catalogue: readonly { readonly tag: string; readonly page: string; readonly does: string }[] = elements
  .map(({ tagName: tag = '', description = '' }) => ({ tag, page: `?path=/docs/elements-${tag.replace('loyalty-', '')}--docs`, does: description.split(/(?<=\.)\s/)[0] ?? '' }))
  .sort((one, other) => one.tag.localeCompare(other.tag))
