import type { Context, LoyaltyBackend } from '@loyaltykit/core'
import { operations } from '@loyaltykit/core/operations'

/** How `throughPages` opens a page where somebody is signed in. */
export interface Pages<Who> {
  /** A backend as one page has it. */
  readonly page: (customer: (ask: { readonly renew: boolean }) => Who | undefined | Promise<Who | undefined>) => LoyaltyBackend
  /** Who the contract's token stands for, with a token of the loyalty system's own. */
  readonly customerOf: (token: string) => Who | Promise<Who>
}

/**
 * The contract speaks of many people at once; a page has one. Each token of the contract is a page of its own, where this customer is signed in;
 * when the token has ended, the page fetches another one.
 */
export function throughPages<Who>({ page, customerOf }: Pages<Who>): LoyaltyBackend {
  const pages = new Map<string, LoyaltyBackend>()
  const pageOf = (token: string) => {
    let fresh: Who | undefined
    const known = pages.get(token) ?? page(async ({ renew }) => {
      if (renew || fresh === undefined) fresh = await customerOf(token)
      return fresh
    })
    pages.set(token, known)
    return known
  }
  const nobody = page(() => undefined)
  const call = (group: string, method: string) => (input: unknown, context: Context) => {
    const { identity } = context
    const backend = identity.kind === 'token' ? pageOf(identity.token) : nobody
    return (backend as unknown as Record<string, Record<string, (input: unknown, context: Context) => Promise<unknown>>>)[group]?.[method]?.(input, { ...context, identity: { kind: 'ambient' } })
  }
  const groups = Object.keys(operations).filter((group) => group in nobody)
  return { ...nobody, ...Object.fromEntries(groups.map((group) => [group, Object.fromEntries(Object.keys((nobody as unknown as Record<string, object>)[group] ?? {}).map((method) => [method, call(group, method)]))])) }
}
