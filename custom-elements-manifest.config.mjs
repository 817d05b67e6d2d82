/** Sources name `.ts` files; the manifest is shipped beside `dist`, so it names the modules that are shipped. */
const shipped = (path) => path.replace(/^\/?(packages\/elements\/)?src\//, 'dist/').replace(/\.ts$/, '.js')

const shippedPaths = {
  name: 'shipped-paths',
  packageLinkPhase({ customElementsManifest }) {
    JSON.stringify(customElementsManifest, (key, value) => {
      if (value && typeof value === 'object') {
        for (const name of ['path', 'module']) {
          if (typeof value[name] === 'string') value[name] = shipped(value[name])
        }
      }
      return value
    })
    for (const { declarations = [] } of customElementsManifest.modules) {
      for (const declaration of declarations) {
        // what a page can reach: statics and protected members are the elements' own business
        declaration.members = declaration.members?.filter((member) => member.static !== true && (member.privacy ?? 'public') === 'public')
        // dispatched, but documented under its name
        declaration.events = declaration.events?.filter(({ name }) => name?.startsWith('loyalty-'))
      }
    }
    customElementsManifest.modules.sort((a, b) => (a.path < b.path ? -1 : 1))
  },
}

/**
 * Types as a reader needs them: `ElementState<'program' | 'balances'>` where the base class says `ElementState<P>`, and the literals of
 * a union that is only known inside its module.
 */
function readableTypes() {
  /** By class: its type parameters, and what it gives to its base's. */
  const classes = new Map()
  /** By name: unions of literals. */
  const unions = new Map()
  const replace = (text, names) => text.replace(/(?<![\w'.])[A-Za-z]\w*(?![\w'])/g, (name) => names.get(name) ?? name)
  const typed = (declaration) => [...(declaration.members ?? []), ...(declaration.attributes ?? [])].filter(({ type }) => type?.text)

  /** What the type parameters of `base` are in `name`, which extends it directly or not. */
  function given(name, base) {
    const one = classes.get(name)
    const above = one && classes.get(one.base)
    if (!above) return new Map()
    const own = new Map(above.parameters.map((parameter, index) => [parameter, one.args[index] ?? parameter]))
    if (one.base === base) return own
    return new Map([...given(one.base, base)].map(([parameter, text]) => [parameter, replace(text, own)]))
  }

  return {
    name: 'readable-types',
    analyzePhase({ ts, node }) {
      if (ts.isClassDeclaration(node) && node.name) {
        const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
        classes.set(node.name.text, {
          parameters: (node.typeParameters ?? []).map(({ name }) => name.text),
          base: base?.expression.getText(),
          args: (base?.typeArguments ?? []).map((type) => type.getText()),
        })
      }
      if (ts.isTypeAliasDeclaration(node) && ts.isUnionTypeNode(node.type) && node.type.types.every((type) => ts.isLiteralTypeNode(type))) {
        unions.set(node.name.text, node.type.getText())
      }
    },
    packageLinkPhase({ customElementsManifest }) {
      for (const { declarations = [] } of customElementsManifest.modules) {
        for (const declaration of declarations) {
          for (const item of typed(declaration)) {
            const parameters = item.inheritedFrom ? given(declaration.name, item.inheritedFrom.name) : new Map()
            // a new object: what is inherited is shared
            item.type = { ...item.type, text: replace(replace(item.type.text, parameters), unions) }
          }
          // an attribute that is absent is absent
          for (const item of declaration.attributes ?? [])
            if (item.type) item.type = { ...item.type, text: item.type.text.replace(/ \| undefined$/, '') }
        }
      }
    },
  }
}

export default {
  globs: ['packages/elements/src/**/*.ts'],
  exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/*.stories.ts', '**/*.d.ts', '**/*.generated.ts'],
  outdir: 'packages/elements',
  litelement: true,
  packagejson: false,
  plugins: [readableTypes(), shippedPaths],
}
