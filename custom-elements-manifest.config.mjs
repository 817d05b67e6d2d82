/** Sources name `.ts` files; the manifest is shipped beside `dist`, so it names the modules that are shipped. */
const shipped = (path) => path.replace(/^\/?(packages\/elements\/)?src\//, 'dist/').replace(/\.ts$/, '.js');

const shippedPaths = {
  name: 'shipped-paths',
  packageLinkPhase({ customElementsManifest }) {
    JSON.stringify(customElementsManifest, (key, value) => {
      if (value && typeof value === 'object') {
        for (const name of ['path', 'module']) {
          if (typeof value[name] === 'string') value[name] = shipped(value[name]);
        }
      }
      return value;
    });
    for (const { declarations = [] } of customElementsManifest.modules) {
      for (const declaration of declarations) {
        declaration.members = declaration.members?.filter(({ privacy }) => privacy !== 'private');
        declaration.events = declaration.events?.filter(({ name }) => name); // dispatched, but documented under its name
      }
    }
    customElementsManifest.modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  },
};

export default {
  globs: ['packages/elements/src/**/*.ts'],
  exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/*.stories.ts', '**/*.d.ts'],
  outdir: 'packages/elements',
  litelement: true,
  packagejson: false,
  plugins: [shippedPaths],
};
