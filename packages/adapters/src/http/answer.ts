/** The largest answer, in bytes, and how deep it may be nested. */
const limits = { bytes: 2_000_000, depth: 64 }

/** The JSON of an answer. What any other answer says is understood by a module that is loaded with the first one. */
export async function read(response: Response): Promise<unknown> {
  if (response.ok && /^application\/json\b/.test(response.headers.get('content-type') as string)) return readJson(response)
  throw await (await import('./rare.ts')).problem(response)
}

/** Counted while it comes, so that a flood is stopped early. Fails with a `SyntaxError` where it is unusable. */
export async function readJson({ body }: Response): Promise<unknown> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (let chunk; (chunk = await reader?.read())?.value; text += decoder.decode(chunk.value, { stream: true })) {
    if ((size += chunk.value.length) > limits.bytes) {
      void reader?.cancel()
      throw new SyntaxError('too large')
    }
  }
  const value: unknown = JSON.parse(text)
  if (isDeeper(value, limits.depth)) throw new SyntaxError('too deep')
  return value
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (!levels || Object.values(value).some((inner) => isDeeper(inner, levels - 1)))
