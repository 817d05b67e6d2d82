import { LoyaltyError } from '@loyaltykit/core'

/** The largest answer, in bytes, and how deep it may be nested. */
const limits = { bytes: 2_000_000, depth: 64 }

/** The JSON of an answer; anything else fails. What an error answer says is understood by a module that is loaded with the first one. */
export async function read(response: Response): Promise<unknown> {
  if (response.ok && isType(response, 'json')) return readJson(response)
  const { problem } = await import('./problem.ts')
  throw await problem(response)
}

export const isType = ({ headers }: Response, type: string): boolean => RegExp(`^application/${type}\\b`).test(headers.get('content-type') ?? '')

export const unusable = (cause?: unknown): LoyaltyError =>
  new LoyaltyError('bad_response', 'The loyalty service gave an unusable answer. Try again later.', { cause })

/** Counted while it comes, so that a flood is stopped early. */
export async function readJson({ body }: Response): Promise<unknown> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let size = 0; reader;) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
    if ((size += value.length) > limits.bytes) {
      void reader.cancel()
      throw unusable()
    }
  }
  try {
    const value: unknown = JSON.parse(text)
    if (isDeeper(value, limits.depth)) throw unusable()
    return value
  } catch (cause) {
    throw unusable(cause)
  }
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (!levels || Object.values(value).some((inner) => isDeeper(inner, levels - 1)))
