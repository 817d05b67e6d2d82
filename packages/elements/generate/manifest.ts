/** What `custom-elements.json` says of our tags, as the generators need it. */
import { readFileSync } from 'node:fs'

/** Something with a name, and what is written about it. */
export interface Named {
  readonly name: string
  readonly description: string
}

export interface Attribute extends Named {
  /** The property that it sets. */
  readonly field: string
  /** As TypeScript writes it. */
  readonly type: string
  readonly default?: string
}

export interface Property extends Named {
  readonly type: string
  readonly isReadonly: boolean
  /** The attribute that sets it; undefined where only code can. */
  readonly attribute?: string
}

export interface TagEvent extends Named {
  /** The class of the event. */
  readonly type: string
}

export interface Token extends Named {
  readonly default?: string
}

export interface Tag extends Named {
  readonly className: string
  /** Its folder in `src`, which is its entry of the package too: `balance`. */
  readonly folder: string
  readonly attributes: readonly Attribute[]
  readonly properties: readonly Property[]
  readonly methods: readonly Named[]
  readonly events: readonly TagEvent[]
  /** The default slot has no name. */
  readonly slots: readonly Named[]
  readonly parts: readonly Named[]
  readonly tokens: readonly Token[]
  readonly states: readonly Named[]
}

/** One line of the manifest: what we read of it. */
interface Entry {
  readonly kind?: string
  readonly name?: string
  readonly description?: string
  readonly type?: { readonly text: string }
  readonly default?: string
  readonly attribute?: string
  readonly fieldName?: string
  readonly readonly?: boolean
}

interface Declaration extends Entry {
  readonly tagName?: string
  readonly members?: readonly Entry[]
  readonly attributes?: readonly Entry[]
  readonly events?: readonly Entry[]
  readonly slots?: readonly Entry[]
  readonly cssParts?: readonly Entry[]
  readonly cssProperties?: readonly Entry[]
  readonly cssStates?: readonly Entry[]
}

export interface Manifest {
  readonly modules: readonly { readonly path: string; readonly declarations?: readonly Declaration[] }[]
}

/** Where `npm run analyze` writes it. */
export const manifestFile = new URL('../custom-elements.json', import.meta.url)

export const readManifest = (): Manifest => JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest

/** Every tag, by name. @throws when something is there without the name or the type that the generators live on. */
export function tagsOf({ modules }: Manifest): readonly Tag[] {
  return modules
    .flatMap(({ path, declarations = [] }) => declarations.filter(({ tagName }) => tagName !== undefined).map((declaration) => toTag(path, declaration)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function toTag(path: string, declaration: Declaration): Tag {
  const name = declaration.tagName ?? ''
  const folder = /^dist\/([^/]+)\/\1\.js$/.exec(path)?.[1]
  if (folder === undefined) throw new Error(`${name} is in ${path}: an element is in a folder of its name.`)
  const { members = [], attributes = [], events = [] } = declaration
  const fields = members.filter(({ kind }) => kind === 'field')
  return {
    name,
    className: given(declaration.name, `the class of ${name}`),
    folder,
    description: oneLine(declaration.description ?? ''),
    attributes: attributes.map((one) => ({
      ...named(one, name),
      field: given(one.fieldName, `the property of ${name}'s attribute ${one.name ?? ''}`),
      type: given(one.type?.text, `the type of ${name}'s attribute ${one.name ?? ''}`),
      ...fallback(one),
    })),
    properties: fields.map((one) => ({
      ...named(one, name),
      type: given(one.type?.text, `the type of ${name}'s ${one.name ?? ''}`),
      isReadonly: one.readonly === true,
      ...(one.attribute !== undefined && { attribute: one.attribute }),
    })),
    methods: members.filter(({ kind }) => kind === 'method').map((one) => named(one, name)),
    events: events.map((one) => ({ ...named(one, name), type: given(one.type?.text, `the class of ${one.name ?? ''}`) })),
    slots: (declaration.slots ?? []).map((one) => named(one, name)),
    parts: (declaration.cssParts ?? []).map((one) => named(one, name)),
    tokens: (declaration.cssProperties ?? []).map((one) => ({ ...named(one, name), ...fallback(one) })),
    states: (declaration.cssStates ?? []).map((one) => named(one, name)),
  }
}

const named = ({ name, description = '' }: Entry, of: string): Named => ({ name: given(name, `a name in ${of}`), description: oneLine(description) })

const fallback = (entry: Entry) => (entry.default === undefined ? {} : { default: entry.default })

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

function given(text: string | undefined, what: string): string {
  if (text === undefined) throw new Error(`custom-elements.json does not say ${what}.`)
  return text
}

/** The literals of `'a' | 'b'`; none when the type is something else. */
export function literals(type: string): readonly string[] {
  const parts = type.split('|').map((part) => part.trim()).filter((part) => part !== 'undefined')
  const found = parts.map((part) => /^'([^']*)'$/.exec(part)?.[1])
  return found.every((one) => one !== undefined) ? found : []
}

/** A doc comment, or nothing. */
export const doc = (text: string, indent: string): string => (text ? `${indent}/** ${text.replaceAll('*/', '* /')} */\n` : '')

/** The same names of several tags as one: with what each says, if they differ. */
export function together(tags: readonly Tag[], list: (tag: Tag) => readonly Named[]): readonly Named[] {
  const found = new Map<string, Map<string, string[]>>()
  for (const tag of tags)
    for (const { name, description } of list(tag)) {
      const texts = found.get(name) ?? new Map<string, string[]>()
      texts.set(description, [...(texts.get(description) ?? []), tag.name])
      found.set(name, texts)
    }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, texts]) => ({ name, description: [...texts].map(([text, of]) => `${text} (${of.join(', ')})`).join('\n\n') }))
}

/** What an editor shows of a tag beside its first line. */
export function describe(tag: Tag): string {
  const lists = [
    ['Events', tag.events],
    ['Slots', tag.slots.map(({ name, description }) => ({ name: name || '(default)', description }))],
    ['Properties', tag.properties],
    ['Methods', tag.methods],
    ['CSS custom properties', tag.tokens],
    ['Parts', tag.parts],
    ['States', tag.states],
  ] as const
  const shown = lists.filter(([, items]) => items.length > 0)
  return [tag.description, ...shown.map(([title, items]) => `**${title}**\n${items.map(({ name, description }) => `- \`${name}\`${description ? `: ${description}` : ''}`).join('\n')}`)].join('\n\n')
}
