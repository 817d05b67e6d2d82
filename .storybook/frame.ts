/** The page around a story: its language, direction, theme and width. Storybook and the story tests use the same. */
import { html, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'

export interface FrameOptions {
  /** BCP 47 language of the words. Default `en`. */
  readonly lang?: string | undefined
  /** Default `ltr`. */
  readonly dir?: 'ltr' | 'rtl' | undefined
  /** Default `light`. */
  readonly theme?: 'light' | 'dark' | undefined
  /** Width in CSS pixels; without it, all there is. */
  readonly width?: number | undefined
}

export function frame(content: unknown, { lang = 'en', dir = 'ltr', theme = 'light', width }: FrameOptions): TemplateResult {
  const look = {
    colorScheme: theme,
    background: 'Canvas',
    color: 'CanvasText',
    padding: '16px',
    ...(width === undefined ? {} : { inlineSize: `${width}px` }),
  }
  return html`<div class="frame" lang=${lang} dir=${dir} data-theme=${theme} style=${styleMap(look)}>${content}</div>`
}
