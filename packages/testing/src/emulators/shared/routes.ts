import type { Answer, Heard } from './server.ts'

/** A handler with the parts of the path by name, decoded. */
export type Route = (request: Heard & { readonly at: Readonly<Record<string, string>> }) => Answer | Promise<Answer>

/** `GET /members/{memberId}` and so on, as a document writes them: the first that fits answers, none gives `undefined`. */
export function routed(routes: Readonly<Record<string, Route>>): (heard: Heard) => Promise<Answer> | undefined {
  const table = Object.entries(routes).map(([name, act]) => {
    const [method = '', path = ''] = name.split(' ')
    return { method, act, ...pathPattern(path) }
  })
  return (heard) => {
    for (const { method, pattern, names, act } of table) {
      const found = method === heard.method ? pattern.exec(heard.path) : null
      if (found) return Promise.resolve(act({ ...heard, at: Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')])) }))
    }
    return undefined
  }
}

/** A path of a document as a pattern, with the names of its parts. */
export function pathPattern(path: string): { readonly pattern: RegExp; readonly names: readonly string[] } {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return { pattern: new RegExp(`^${path.replace(/[.*+?^$|()[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '([^/]+)')}$`), names }
}
