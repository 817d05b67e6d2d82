/// <reference types="vite/client" />
import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite'
import { argTypesOf, setByControls, type Manifest } from './arg-types.ts'
import { frame } from './frame.ts'

// Generated (`npm run analyze`), so it may be absent.
const [manifest] = Object.values(
  import.meta.glob<Manifest>('../packages/elements/custom-elements.json', { eager: true, import: 'default' }),
)
if (manifest) setCustomElementsManifest(manifest)

const sheets = import.meta.glob<string>('../packages/elements/src/themes/*.css', { eager: true, query: '?raw', import: 'default' })
const look = new CSSStyleSheet()
document.adoptedStyleSheets = [...document.adoptedStyleSheets, look]

const preview: Preview = {
  tags: ['autodocs'],
  globalTypes: {
    locale: {
      description: 'Language',
      toolbar: {
        icon: 'globe',
        dynamicTitle: true,
        items: [
          { value: 'en', title: 'English' },
          { value: 'de', title: 'Deutsch' },
          { value: 'es', title: 'Español' },
          { value: 'fr', title: 'Français' },
          { value: 'ru', title: 'Русский' },
          { value: 'kk', title: 'Қазақша' },
          { value: 'tr', title: 'Türkçe' },
          { value: 'ar', title: 'العربية' },
          { value: 'he', title: 'עברית' },
          { value: 'zh', title: '中文' },
        ],
      },
    },
    sheet: {
      description: 'Theme',
      toolbar: {
        icon: 'paintbrush',
        dynamicTitle: true,
        items: [
          { value: 'plain', title: 'Plain' },
          { value: 'soft', title: 'Soft' },
          { value: 'contrast', title: 'Contrast' },
        ],
      },
    },
    theme: {
      description: 'Colour scheme',
      toolbar: {
        icon: 'contrast',
        dynamicTitle: true,
        items: [
          { value: 'light', title: 'Light' },
          { value: 'dark', title: 'Dark' },
        ],
      },
    },
    direction: {
      description: 'Direction',
      toolbar: {
        icon: 'transfer',
        dynamicTitle: true,
        items: [
          { value: 'ltr', title: 'Left to right' },
          { value: 'rtl', title: 'Right to left' },
        ],
      },
    },
  },
  initialGlobals: { locale: 'en', sheet: 'plain', theme: 'light', direction: 'ltr' },
  parameters: {
    layout: 'fullscreen',
    a11y: { test: 'error', options: { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } } },
    docs: { extractArgTypes: (tag: string) => (manifest ? argTypesOf(manifest, tag) : null) },
    controls: { expanded: true },
    options: {
      storySort: {
        order: [
          'Welcome',
          'Guides',
          ['Getting started in a shop', 'Getting started on a hotel site', 'Getting started on a partner site', 'Theming', 'Events', 'Headless', 'Live changes', 'Measuring', 'Programmes', 'Your own backend', 'Security', '*'],
          'Themes',
          'Elements',
          ['Balance', 'Enrolment form', 'Login', 'Tier progress', 'Referral', 'Offer carousel', 'Earn preview', 'Redeem', 'Account', '*', 'Provider'],
          'Pages',
          'Decisions',
        ],
      },
    },
  },
  decorators: [
    (story, { args, argTypes, canvasElement, component }) => {
      if (typeof component === 'string') queueMicrotask(() => setByControls(canvasElement, component, args, argTypes as never))
      return story()
    },
    (story, { parameters, globals }) => {
      look.replaceSync(sheets[`../packages/elements/src/themes/${globals['sheet']}.css`] ?? '')
      return frame(story(), {
        lang: parameters['lang'] ?? globals['locale'],
        dir: parameters['dir'] ?? globals['direction'],
        theme: parameters['theme'] ?? globals['theme'],
        width: parameters['width'],
      })
    },
  ],
}

export default preview
