/** The source of a component, from what the manifest says of its tag. */
import { doc, type Tag } from '../../elements/generate/manifest.ts'
import { generatedHeader } from '../../elements/generate/source.ts'

/** `loyalty-redeem-request` as a prop: `onLoyaltyRedeemRequest`. */
export const handlerOf = (event: string): string => `on${event.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`

export function component(tag: Tag): string {
  const { name, className, folder, description } = tag
  const attributes = new Map(tag.attributes.map((attribute) => [attribute.field, attribute.name]))
  const settable = tag.properties.filter(({ isReadonly }) => !isReadonly)
  const events = tag.events.map((event) => ({ ...event, prop: handlerOf(event.name) }))
  const types = [...new Set(events.map(({ type }) => type))].sort()
  return `${generatedHeader}${types.length > 0 ? `import type {\n${types.map((type) => `  ${type},\n`).join('')}} from '@loyaltykit/elements'\n` : ''}import { ${className} as Element } from '@loyaltykit/elements/${folder}'
import type { FunctionComponent } from 'react'
import { wrap, type ElementProps } from '../wrap.ts'

/** Props of \`${className}\`: those of \`<${name}>\`, and its events. */
export interface ${className}Props extends ElementProps<Element> {
${settable.map((property) => `${doc(property.description, '  ')}  ${property.name}?: Element['${property.name}'] | undefined\n`).join('')}${events.map((event) => `${doc(event.description, '  ')}  ${event.prop}?: ((event: ${event.type}) => void) | undefined\n`).join('')}}

${doc(description, '')}export const ${className}: FunctionComponent<${className}Props> = wrap({
  tag: '${name}',
  element: Element,
  attributes: ${record([...attributes])},
  properties: [${settable.filter((property) => !attributes.has(property.name)).map((property) => `'${property.name}'`).join(', ')}],
  events: ${record(events.map((event) => [event.prop, event.name]))},
})
`
}

const record = (pairs: readonly (readonly [string, string])[]) =>
  pairs.length === 0 ? '{}' : `{\n${pairs.map(([key, value]) => `    ${key}: '${value}',\n`).join('')}  }`

/** Everything by name. The provider has a context too, so it is the one that is written by hand. */
export const index = (tags: readonly Tag[]): string =>
  `${generatedHeader}${tags
    .map(({ className, folder }) => `export { ${className}, type ${className}Props } from './${folder === 'provider' ? 'provider' : `generated/${folder}`}.ts'\n`)
    .join('')}export { useLoyalty } from './provider.ts'
export { useStore } from './use-store.ts'
export type { ElementProps } from './wrap.ts'
`
