/** Contrast of two colours as WCAG counts it, from 1 to 21. Colours as a browser computes them: `rgb(1, 2, 3)`. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((digits) => {
    const part = Number(digits) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** What stands on what in the elements, by token; `least` by how it is used: text, or a line that tells where a field is. */
export const pairs: readonly { readonly front: string; readonly back: string; readonly kind: 'text' | 'line' }[] = [
  ...['text', 'muted', 'accent', 'positive', 'danger'].flatMap((front) => ['surface', 'raised', 'page'].map((back) => ({ front, back, kind: 'text' as const }))),
  { front: 'on-accent', back: 'accent', kind: 'text' },
  { front: 'field-border', back: 'surface', kind: 'line' },
  { front: 'field-border', back: 'page', kind: 'line' },
]

export interface Measured {
  readonly front: string
  readonly back: string
  readonly kind: 'text' | 'line'
  readonly ratio: number
}

/** The contrasts of the tokens that hold at `element`, in its colour scheme. `page` is the browser's own `Canvas`. */
export function measure(element: HTMLElement): readonly Measured[] {
  const probe = document.createElement('i')
  element.append(probe)
  const color = (token: string) => {
    probe.style.color = token === 'page' ? 'Canvas' : `var(--loyalty-${token})`
    return getComputedStyle(probe).color
  }
  const measured = pairs.map((pair) => ({ ...pair, ratio: contrast(color(pair.front), color(pair.back)) }))
  probe.remove()
  return measured
}
