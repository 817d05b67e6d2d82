/** `web-types.json` for the editors of JetBrains. */
import { together, type Named, type Tag } from './manifest.ts'

export const webTypes = (tags: readonly Tag[], { name, version }: { readonly name: string; readonly version: string }): unknown => ({
  $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
  name,
  version,
  'js-types-syntax': 'typescript',
  'description-markup': 'markdown',
  contributions: {
    html: { elements: tags.map(element) },
    css: {
      properties: together(tags, ({ tokens }) => tokens),
      'pseudo-elements': together(tags, ({ parts }) => parts).map(called('part')),
      'pseudo-classes': together(tags, ({ states }) => states).map(called('state')),
    },
  },
})

const called = (pseudo: string) => ({ name, description }: Named) => ({ name: `${pseudo}(${name})`, description })

const element = (tag: Tag) => {
  const events = tag.events.map(({ name, description, type }) => ({ name, description, type }))
  return {
    name: tag.name,
    description: tag.description,
    attributes: tag.attributes.map(({ name, description, type, default: fallback }) => ({
      name,
      description,
      value: { type },
      ...(fallback !== undefined && { default: fallback }),
    })),
    slots: tag.slots,
    js: {
      properties: tag.properties.map(({ name, description, type, isReadonly }) => ({ name, description, type, ...(isReadonly && { 'read-only': true }) })),
      events,
    },
    events,
  }
}
