import type { Context, Identity, LoyaltyBackend } from '@loyaltykit/core'
import { operations } from '@loyaltykit/core/operations'

type Call = (input: unknown, context: Context) => Promise<unknown>
type Groups = Readonly<Record<string, Readonly<Record<string, Call>> | undefined>>

/**
 * The contract speaks of many people at once; a page has one. Each token of the contract is a page of its own, where its person is signed in; a guest's page has no token.
 */
export function throughPages(pageFor: (token: string | undefined) => LoyaltyBackend): LoyaltyBackend {
  const pages = new Map<string | undefined, LoyaltyBackend>()
  const pageOf = (identity: Identity) => {
    const token = identity.kind === 'token' ? identity.token : undefined
    const page = pages.get(token) ?? pageFor(token)
    pages.set(token, page)
    return page
  }
  const nobody = pageOf({ kind: 'guest' })
  const call = (group: string, method: string): Call => async (input, context) => {
    const { identity } = context
    const act = (pageOf(identity) as unknown as Groups)[group]?.[method] as Call
    return act(input, { ...context, identity: identity.kind === 'token' ? { kind: 'ambient' } : identity })
  }
  const methodsOf = (group: string) => Object.keys((nobody as unknown as Groups)[group] ?? {}).map((method) => [method, call(group, method)] as const)
  const groups = Object.keys(operations).filter((group) => group in nobody)
  return { ...nobody, ...Object.fromEntries(groups.map((group) => [group, Object.fromEntries(methodsOf(group))])) } as LoyaltyBackend
}
