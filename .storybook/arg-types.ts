/** What a docs page tells of an element, from the manifest: all that belongs to its public face, by kind. */
interface Item {
  readonly name: string
  readonly kind?: string
  readonly description?: string
  readonly default?: string
  readonly type?: { readonly text: string }
  readonly parameters?: readonly { readonly name: string; readonly type?: { readonly text: string } }[]
  readonly return?: { readonly type?: { readonly text: string } }
}
interface Declaration {
  readonly tagName?: string
  readonly members?: readonly Item[]
  readonly attributes?: readonly (Item & { readonly fieldName?: string })[]
  readonly events?: readonly Item[]
  readonly slots?: readonly Item[]
  readonly cssParts?: readonly Item[]
  readonly cssStates?: readonly Item[]
  readonly cssProperties?: readonly Item[]
}
export interface Manifest {
  readonly modules: readonly { readonly declarations?: readonly Declaration[] }[]
}

/** Rows of Storybook's table. A property keeps its name, so that a control can set it; of other kinds a name may come again, so the kind is in the key. */
export function argTypesOf({ modules }: Manifest, tag: string): Record<string, unknown> | null {
  const element = modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName === tag)
  if (!element) return null
  const attributeOf = (name: string) => element.attributes?.find(({ fieldName }) => fieldName === name)?.name
  const rows = (category: string, items: readonly Item[] = []) =>
    items.map((item) => [
      category === 'properties' ? item.name : `${category} ${item.name}`,
      {
        name: item.name || '(default)',
        description: [item.description, category === 'properties' && attributeOf(item.name) ? `Attribute: \`${attributeOf(item.name)}\`.` : ''].filter(Boolean).join(' '),
        ...(category === 'properties' ? controlOf(item) : { control: false }),
        table: { category, type: { summary: signature(item) }, ...(item.default === undefined ? {} : { defaultValue: { summary: item.default } }) },
      },
    ])
  return Object.fromEntries([
    ...rows('properties', element.members?.filter(({ kind }) => kind === 'field')),
    ...rows('methods', element.members?.filter(({ kind }) => kind === 'method')),
    ...rows('events', element.events),
    ...rows('slots', element.slots),
    ...rows('css parts', element.cssParts),
    ...rows('css states', element.cssStates),
    ...rows('css custom properties', element.cssProperties),
  ])
}

function signature({ kind, parameters = [], type, return: answer }: Item): string | undefined {
  if (kind !== 'method') return type?.text
  return `(${parameters.map(({ name, type: of }) => `${name}: ${of?.text ?? 'unknown'}`).join(', ')}) => ${answer?.type?.text ?? 'void'}`
}

function controlOf({ type }: Item): object {
  const text = type?.text.replace(/ \| undefined$/, '') ?? ''
  const options = [...text.matchAll(/'([\w-]+)'/g)].map(([, option]) => option)
  if (text === 'boolean') return { control: { type: 'boolean' }, type: { name: 'boolean' } }
  if (text === 'number') return { control: { type: 'number' }, type: { name: 'number' } }
  if (text === 'string') return { control: { type: 'text' }, type: { name: 'string' } }
  if (/^'[\w-]+'( \| '[\w-]+')*$/.test(text)) return { control: { type: 'select' }, options }
  return { control: false }
}

/** Sets what the controls say on the element of a story, whether or not the story passes it on. */
export function setByControls(canvas: ParentNode, tag: string, args: Readonly<Record<string, unknown>>, argTypes: Readonly<Record<string, { readonly control?: unknown }>>): void {
  for (const element of canvas.querySelectorAll(tag)) {
    for (const [name, value] of Object.entries(args)) {
      const control = argTypes[name]?.control as { readonly type?: string } | undefined
      if (value !== undefined && ['boolean', 'number', 'text', 'select'].includes(control?.type ?? '') && name in element) Object.assign(element, { [name]: value })
    }
  }
}
