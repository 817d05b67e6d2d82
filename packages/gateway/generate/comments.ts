/** Doc comments of the port and of its schemas, so that the API's words are written once. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const core = fileURLToPath(new URL('../../core/src/', import.meta.url))
const sourceOf = (path: string) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)

function commentOf(node: ts.Node): string | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment
  return ts.getTextOfJSDocComment(comment)?.replaceAll(/\s*\n\s*/g, ' ').trim()
}

/** By `group` and by `group.method`. */
export function portComments(): Readonly<Record<string, string>> {
  const interfaces = new Map(sourceOf(`${core}port.ts`).statements.filter(ts.isInterfaceDeclaration).map((one) => [one.name.text, one]))
  const found: Record<string, string> = {}
  for (const member of interfaces.get('LoyaltyBackend')?.members ?? []) {
    if (!ts.isPropertySignature(member) || !member.type || !ts.isTypeReferenceNode(member.type)) continue
    const group = interfaces.get(member.type.typeName.getText())
    if (!group) continue
    const name = member.name.getText()
    found[name] = commentOf(group) ?? ''
    for (const method of group.members) found[`${name}.${method.name?.getText()}`] = commentOf(method) ?? ''
  }
  return found
}

/** By the schema's name; `fields` of a `z.object({ … })`. */
export function schemaComments(): Readonly<Record<string, { readonly text?: string | undefined; readonly fields: Readonly<Record<string, string>> }>> {
  const found: Record<string, { text?: string | undefined; fields: Record<string, string> }> = {}
  for (const path of globSync(`${core}schemas/*.ts`)) {
    for (const statement of sourceOf(path).statements) {
      if (!ts.isVariableStatement(statement)) continue
      for (const { name, initializer } of statement.declarationList.declarations) {
        const fields: Record<string, string> = {}
        const shape = initializer && ts.isCallExpression(initializer) ? initializer.arguments[0] : undefined
        for (const property of shape && ts.isObjectLiteralExpression(shape) ? shape.properties : []) {
          const text = commentOf(property)
          if (text && property.name) fields[property.name.getText()] = text
        }
        found[name.getText()] = { text: commentOf(statement), fields }
      }
    }
  }
  return found
}
