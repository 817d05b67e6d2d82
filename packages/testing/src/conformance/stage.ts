import { isLoyaltyError, type Identity, type LoyaltyBackend, type Program } from '@loyaltykit/core'
import type { ContractSubject } from '../contract/subject.ts'
import { withOwnOrders, type Hooks, type Means } from './hooks.ts'
import { codeFrom, fromCommand, newIdentifier, signUp, type Members } from './members.ts'
import type { ConformanceOptions } from './options.ts'

/** A subject that knows what was asked of it in vain. */
export interface Staged extends ContractSubject {
  /** What would have been needed: such a check is left out, not failed. */
  readonly lacking: Set<string>
}

/** What was asked for is not at hand. */
export class Lacking extends Error {
  override readonly name = 'Lacking'
}

/** Makes subjects of one running server. */
export interface Stage {
  readonly members: string
  create(): Promise<Staged>
}

export const moreMembers = 'more members'

const run = Math.random().toString(36).slice(2, 10).padEnd(8, '0')
let made = 0

/** A stage; each subject is the same server with members of its own. */
export function openStage({ options, backend, program, hooks, secrets }: {
  readonly options: ConformanceOptions
  readonly backend: LoyaltyBackend
  readonly program: Program
  readonly hooks: Hooks
  /** Where tokens of members are noted, so that no report shows them. */
  readonly secrets: Set<string>
}): Stage {
  const { url, code, codeUrl, tokens, tokenCommand } = options
  const codeFor = hooks.parts.codeFor ?? (code !== undefined ? async () => code : codeUrl === undefined ? undefined : (identifier) => codeFrom(codeUrl, identifier))
  const canSignUp = backend.session?.requestCode && backend.members?.enrol
  const fresh = () => newIdentifier(program, options)
  const pool = tokens.length ? lendTokens(tokens, backend) : undefined
  const key = () => `conformance-${run}-${(made += 1)}`
  const command = tokenCommand === undefined ? undefined : fromCommand(tokenCommand, url)
  const waysIn = (means: Means): Members | undefined => {
    const asked = means.codeFor ?? codeFor
    if (means.signUp) return { how: 'signed up by --hooks', next: means.signUp }
    if (canSignUp && asked) return { how: 'signed up through the API', next: () => signUp({ backend, program, key, codeFor: asked, identifier: means.newIdentifier?.() ?? fresh() }) }
    return command ?? pool?.lend()
  }

  return {
    members: waysIn(hooks.parts)?.how ?? (hooks.create ? 'of --hooks' : 'none'),
    create: async () => {
      const means = { ...hooks.parts, ...(await hooks.create?.({ url })) }
      const { dispose, ...rest } = means
      const lacking = new Set<string>()
      const members = waysIn(means)
      return {
        ...(codeFor ? { codeFor } : {}),
        newIdentifier: fresh,
        ...withOwnOrders(rest, `${run}-${(made += 1)}`),
        backend, lacking,
        signUp: async (): Promise<Identity> => {
          const identity = await members?.next()
          if (identity?.kind === 'token') secrets.add(identity.token)
          if (identity) return identity
          lacking.add(members ? moreMembers : 'signUp')
          throw new Lacking('There is no further member.')
        },
        dispose: async () => {
          await dispose?.()
          await pool?.tidy()
        },
      }
    },
  }
}

/** Members that are used again: each check begins with those that were used least, and what it held is let go. */
function lendTokens(tokens: readonly string[], backend: LoyaltyBackend) {
  const used = new Map(tokens.map((token) => [token, 0]))
  let given: string[] = []
  const context = (token: string) => ({ signal: AbortSignal.timeout(10_000), locale: 'en', identity: { kind: 'token', token }, idempotencyKey: `conformance-${run}-tidy-${(made += 1)}` }) as const
  return {
    lend: (): Members => ({
      how: `${tokens.length} tokens of --token`, lent: tokens,
      next: async () => {
        const [token] = [...used].filter(([one]) => !given.includes(one)).sort(([, a], [, b]) => a - b).map(([one]) => one)
        if (token === undefined) return undefined
        given.push(token)
        used.set(token, (used.get(token) ?? 0) + 1)
        return { kind: 'token', token }
      },
    }),
    tidy: async () => {
      for (const token of given) {
        try {
          for (const { id } of await backend.redemptions?.list({}, context(token)) ?? []) await backend.redemptions?.cancel({ redemptionId: id }, context(token))
          await (backend.balances?.list ?? backend.members?.get)?.({}, context(token))
        } catch (error) {
          // a check of log-out or of leaving has ended this one
          if (isLoyaltyError(error) && error.code === 'unauthenticated') used.delete(token)
        }
      }
      given = []
    },
  }
}
