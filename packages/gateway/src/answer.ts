/** What a backend answered, if it is what the port promises. */
import { LoyaltyError, type Report } from '@loyaltykit/core'
import type * as z from 'zod/mini'

/**
 * Only the promised fields. A bad item of a list, or of a page's `items`, is dropped and reported, the good ones stay.
 * Anything else that is bad fails with `bad_response`.
 */
export function receive(schema: z.ZodMiniType, answer: unknown, call: string, report: Report): unknown {
  const whole = parse(schema, answer)
  if (whole.success) return whole.data
  const mended = parse(schema, withoutBadItems(schema, answer, call, report))
  if (mended.success) return mended.data
  const message = `The loyalty service answered ${call} with something unusable: ${words(mended.error)}. Try again later.`
  throw new LoyaltyError('bad_response', message)
}

function withoutBadItems(schema: z.ZodMiniType, answer: unknown, call: string, report: Report): unknown {
  const def = schema._zod.def as unknown as { type: string; element?: z.ZodMiniType; shape?: Record<string, z.ZodMiniType> }
  if (def.element && Array.isArray(answer)) {
    const { element } = def
    // a list over its limit stays over it, so that it fails as a whole
    if (answer.length > longest(schema)) return answer
    return answer.filter((item, index) => {
      const result = parse(element, item)
      if (!result.success) report({ message: `${call} answered a list whose item ${index} was dropped: ${words(result.error)}` })
      return result.success
    })
  }
  const items = def.shape?.['items']
  if (items && isPage(answer)) return { ...answer, items: withoutBadItems(items, answer.items, call, report) }
  return answer
}

const longest = ({ _zod }: z.ZodMiniType) =>
  Math.min(...(_zod.def.checks ?? []).map((check) => (check._zod.def as { maximum?: number }).maximum ?? Infinity))

const isPage = (answer: unknown): answer is { items: unknown[] } =>
  typeof answer === 'object' && answer !== null && Array.isArray((answer as { items?: unknown }).items)

/** zod throws where an answer is nested thousands of levels deep. */
function parse(schema: z.ZodMiniType, value: unknown): ReturnType<z.ZodMiniType['safeParse']> {
  try {
    return schema.safeParse(value)
  } catch (cause) {
    throw new LoyaltyError('bad_response', 'The loyalty service gave an unusable answer. Try again later.', { cause })
  }
}

const words = (error: z.core.$ZodError) =>
  error.issues.slice(0, 3).map(({ path, message }) => `${path.map(String).join('.') || 'it'}: ${message}`).join('; ')
