import { invalid } from './problem.ts'

/**
 * The language for texts: `?locale=` in the address, so that a read stays a simple request with one address per language;
 * else the best of `Accept-Language`; else `und`, and the backend answers in its own.
 */
export function localeOf(request: Request): string {
  const asked = new URL(request.url).searchParams.get('locale')
  if (asked !== null) {
    const locale = canonical(asked)
    if (!locale) throw invalid('locale', 'must be a language tag, such as en or ru')
    return locale
  }
  const wishes = (request.headers.get('accept-language') ?? '').slice(0, 500).split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.split(';').map((text) => text.trim())
    const quality = parameters.find((text) => text.startsWith('q='))
    return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) }
  })
  const best = wishes.filter(({ tag, quality }) => tag !== '*' && quality > 0 && canonical(tag)).sort((one, other) => other.quality - one.quality)[0]
  return (best && canonical(best.tag)) ?? 'und'
}

function canonical(tag: string): string | undefined {
  try {
    return tag.length <= 35 ? Intl.getCanonicalLocales(tag)[0] : undefined
  } catch {
    return undefined
  }
}
