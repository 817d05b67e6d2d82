/** A browser without a screen: cookies by origin and path, redirects one by one. */
import { parseSetCookie } from './set-cookie.ts'

export interface Page {
  readonly url: URL
  readonly response: Response
  readonly text: string
}

export function openVisitor(fetches: Readonly<Record<string, (request: Request) => Promise<Response>>>) {
  const jar = new Map<string, { readonly host: string; readonly name: string; readonly value: string; readonly path: string }>()
  const fetchOf = (url: URL) => fetches[url.origin] ?? ((request: Request) => fetch(request))

  const cookiesFor = (url: URL) =>
    [...jar.values()].filter(({ host, path }) => host === url.hostname && (url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`))).map(({ name, value }) => `${name}=${value}`).join('; ')

  async function send(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address)
    const headers = new Headers(init.headers)
    const cookies = cookiesFor(url)
    if (cookies) headers.set('cookie', cookies)
    const response = await fetchOf(url)(new Request(url, { ...init, headers, redirect: 'manual' }))
    for (const text of response.headers.getSetCookie()) {
      const { name, value, path, gone } = parseSetCookie(text, url)
      const key = `${url.hostname} ${path} ${name}`
      if (gone) jar.delete(key)
      else jar.set(key, { host: url.hostname, name, value, path })
    }
    return response
  }

  return {
    send,
    jar,
    /** Goes to an address and on, until a page has something to show, or until `stop` says so of an address before it is asked. */
    async visit(address: string | URL, init: RequestInit = {}, stop: (url: URL) => boolean = () => false): Promise<Page> {
      let url = new URL(address)
      let next = init
      for (let hops = 0; hops < 20; hops += 1) {
        if (stop(url)) return { url, response: new Response(null, { status: 299 }), text: '' }
        const response = await send(url, next)
        const to = response.headers.get('location')
        if (response.status < 300 || response.status >= 400 || to === null) {
          const text = await response.text()
          if (!text.includes('document.forms[0].submit()')) return { url, response, text }
          const { action, fields } = formOf(text)
          ;[url, next] = [new URL(action, url), posted(fields)]
        } else [url, next] = [new URL(to, url), {}]
      }
      throw new Error('It goes round in circles.')
    },
  }
}

/** The form of a page: where it goes, and what is hidden in it. */
export const formOf = (text: string) => ({
  action: /action="([^"]+)"/.exec(text)?.[1] ?? '',
  fields: Object.fromEntries([...text.matchAll(/name="(\w+)" value="([^"]+)"/g)].map(([, name = '', value = '']) => [name, value])),
})
export const posted = (fields: Readonly<Record<string, string>>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields), headers: { 'content-type': 'application/x-www-form-urlencoded' } })

export type Visitor = ReturnType<typeof openVisitor>
