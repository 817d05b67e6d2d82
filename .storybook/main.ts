import type { StorybookConfig } from '@storybook/web-components-vite'
import remarkGfm from 'remark-gfm'

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: [
    '../stories/**/*.mdx',
    '../stories/**/*.stories.ts',
    '../packages/elements/src/**/*.mdx',
    '../packages/elements/src/**/*.stories.ts',
  ],
  addons: [
    // tables
    { name: '@storybook/addon-docs', options: { mdxPluginOptions: { mdxCompileOptions: { remarkPlugins: [remarkGfm] } } } },
    '@storybook/addon-a11y',
  ],
  core: { disableTelemetry: true },
  features: { sidebarOnboardingChecklist: false },
  viteFinal: async (vite, { configType }) => {
    const { mergeConfig } = await import('vite')
    return mergeConfig(vite, {
      // Stories show the sources, not what was built last.
      resolve: { conditions: ['loyaltykit-source', 'module', 'browser', 'development|production'] },
      optimizeDeps: {
        exclude: ['@loyaltykit/adapters', '@loyaltykit/core', '@loyaltykit/elements', '@loyaltykit/sandbox', '@loyaltykit/testing'],
      },
      define: { 'process.env.NODE_ENV': JSON.stringify(configType === 'PRODUCTION' ? 'production' : 'development') },
    })
  },
}

export default config
