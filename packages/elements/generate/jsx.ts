/** Types of our tags for JSX: React 19, Preact, Solid and whoever else passes attributes, properties and `on…`. */
import { doc, type Tag } from './manifest.ts'
import { generatedHeader, importClasses, importEvents } from './source.ts'

export const jsxTypes = (tags: readonly Tag[]): string => `${generatedHeader}${importClasses(tags, '.')}${importEvents(tags, './index.ts')}
/** What every element takes. Names with a hyphen, such as \`aria-label\` and \`data-id\`, are always allowed in JSX. */
export interface JsxElement<E extends HTMLElement> {
  children?: unknown
  class?: string | undefined
  className?: string | undefined
  dir?: 'ltr' | 'rtl' | 'auto' | undefined
  hidden?: boolean | undefined
  id?: string | undefined
  key?: string | number | bigint | null | undefined
  lang?: string | undefined
  part?: string | undefined
  ref?: ((element: E) => void) | ((element: E | null) => void) | { current: E | null } | null | undefined
  role?: string | undefined
  slot?: string | undefined
  style?: string | object | undefined
  tabIndex?: number | undefined
  title?: string | undefined
}

/**
 * All tags of LoyaltyKit for JSX. Say once which JSX is yours:
 * \`declare module 'react' { namespace JSX { interface IntrinsicElements extends LoyaltyJsxElements {} } }\`.
 */
export interface LoyaltyJsxElements {
${tags.map(tagTypes).join('')}}
`

const tagTypes = (tag: Tag) => {
  const as = tag.className
  const field = (name: string) => `${as}['${name}']`
  // an attribute whose name is its property's is that property
  const attributes = tag.attributes.filter(({ name, field: property }) => name !== property)
  return `${doc(tag.description, '  ')}  '${tag.name}': JsxElement<${as}> & {
${[
  ...tag.properties
    .filter(({ isReadonly }) => !isReadonly)
    .map(({ name, description }) => `${doc(description, '    ')}    ${name}?: ${field(name)} | undefined\n`),
  ...attributes.map(({ name, field: property, description }) => `${doc(description, '    ')}    '${name}'?: ${field(property)} | undefined\n`),
  ...tag.events.flatMap(({ name, description, type }) =>
    [`on${name}`, `on:${name}`].map((on) => `${doc(description, '    ')}    '${on}'?: ((event: ${type}) => void) | undefined\n`),
  ),
].join('')}  }
`
}
