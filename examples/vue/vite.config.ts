import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
  plugins: [
    vue({
      // tags of LoyaltyKit are elements of the page, not components of Vue
      template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('loyalty-') } },
    }),
  ],
})
