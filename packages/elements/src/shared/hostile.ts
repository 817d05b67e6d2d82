import type { LitElement } from 'lit'

const hostile = new WeakMap<Node, boolean>()
const sheets = new WeakMap<object, CSSStyleSheet>()

/**
 * Where a page's own rules take the box of everything away (`* { all: unset !important }`), gives an element back what its
 * `:host` rules say, as important ones: of those, the ones in a shadow tree win over the page's. In such a page tokens, parts
 * and `hidden` are the ways to style an element. The page is looked at once, by the first element that renders in it.
 */
export function holdBox(element: LitElement): void {
  const root = element.getRootNode()
  let lost = hostile.get(root)
  if (lost === undefined) {
    // ours say block and border-box
    const { display, boxSizing } = getComputedStyle(element)
    // one that is not shown tells nothing
    if (display === 'none' || !display) return
    hostile.set(root, (lost = display === 'inline' || boxSizing === 'content-box'))
  }
  const { constructor, shadowRoot } = element
  if (!lost || !shadowRoot?.adoptedStyleSheets) return
  let sheet = sheets.get(constructor)
  if (!sheet) {
    sheets.set(constructor, (sheet = new CSSStyleSheet()))
    sheet.replaceSync(shadowRoot.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules].map(important)).join(''))
  }
  shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet]
}

function important(rule: CSSRule): string {
  if (!(rule instanceof CSSStyleRule) || !/^:host(?!.* [^:])/.test(rule.selectorText)) return ''
  const { selectorText, style } = rule
  return `${selectorText}{${[...style].map((name) => `${name}:${style.getPropertyValue(name)}!important;`).join('')}}`
}
