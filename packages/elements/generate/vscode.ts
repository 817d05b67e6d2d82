/** Custom data for the HTML and CSS languages of VS Code. */
import { describe, literals, together, type Tag } from './manifest.ts'

const markdown = (value: string) => ({ kind: 'markdown', value })

/** `vscode.html-custom-data.json`: tags and attributes. */
export const htmlData = (tags: readonly Tag[]): unknown => ({
  $schema: 'https://raw.githubusercontent.com/microsoft/vscode-html-languageservice/main/docs/customData.schema.json',
  version: 1.1,
  tags: tags.map((tag) => ({
    name: tag.name,
    description: markdown(describe(tag)),
    attributes: tag.attributes.map(({ name, description, type }) => ({
      name,
      description: markdown(description),
      // `v` is the editor's name for an attribute without a value
      ...(type === 'boolean' ? { valueSet: 'v' } : literals(type).length > 0 && { values: literals(type).map((value) => ({ name: value })) }),
    })),
  })),
})

/** `vscode.css-custom-data.json`: tokens, parts and custom states. */
export const cssData = (tags: readonly Tag[]): unknown => ({
  $schema: 'https://raw.githubusercontent.com/microsoft/vscode-css-languageservice/main/docs/customData.schema.json',
  version: 1.1,
  properties: together(tags, ({ tokens }) => tokens).map(({ name, description }) => ({ name, description: markdown(description) })),
  pseudoElements: together(tags, ({ parts }) => parts).map(({ name, description }) => ({ name: `::part(${name})`, description: markdown(description) })),
  pseudoClasses: together(tags, ({ states }) => states).map(({ name, description }) => ({ name: `:state(${name})`, description: markdown(description) })),
})
