/** Makes an element: properties as they are, `aria-…` and `data-…` as attributes, children as text or elements. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Readonly<Record<string, unknown>> = {},
  ...children: readonly (Node | string | false | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue
    if (name.includes('-')) element.setAttribute(name, String(value))
    else Object.assign(element, { [name]: value })
  }
  element.append(...children.filter((child) => child !== false && child !== undefined))
  return element
}

/** An element of the page that has to be there. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id)
  if (!element) throw new Error(`This page has no #${id}.`)
  return element as E
}

/** Shows these, hides the others. */
export function showOnly(shown: string, ...ids: readonly string[]): void {
  for (const id of ids) byId(id).hidden = id !== shown
}
