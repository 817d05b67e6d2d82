/** What a `Set-Cookie` says, as far as tests need it. */
export function parseSetCookie(text: string, url: URL): { readonly name: string; readonly value: string; readonly path: string; readonly gone: boolean } {
  const [pair = '', ...attributes] = text.split(';').map((part) => part.trim())
  const at = pair.indexOf('=')
  const of = (name: string) => attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const expires = of('expires')
  const gone = of('max-age') === '0' || (expires !== undefined && Date.parse(expires) < Date.now())
  return { name: pair.slice(0, at), value: pair.slice(at + 1), path: of('path') ?? url.pathname.replace(/\/[^/]*$/, '') ?? '/', gone }
}
