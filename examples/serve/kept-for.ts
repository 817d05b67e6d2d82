import type { MiddlewareHandler } from 'hono'

const ages = {
  'for ever': 'public, max-age=31536000, immutable',
  'an hour': 'public, max-age=3600',
  nothing: 'no-cache',
} as const

/**
 * How long a browser may keep what is found: `for ever` where the name of a file changes with what is in it. `serveStatic` itself tells of a
 * file only when its answer is made.
 */
export const keptFor = (age: keyof typeof ages): MiddlewareHandler => async (context, next) => {
  await next()
  if (context.res.ok || context.res.status === 304) context.header('cache-control', ages[age])
}
