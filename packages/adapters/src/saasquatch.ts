/**
 * SaaSquatch (impact.com Advocate): the open endpoints of its REST API. It runs in the shop's page, with a token of the person that the shop's server signs
 * (`signSaasquatchToken` of `@loyaltykit/adapters/saasquatch-server`). SaaSquatch opens these endpoints to a tenant when asked to.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400, 402 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 401 | another token is asked for, once; then `unauthenticated` |
 * | 403 | `backend_failed`: the open endpoints are closed for this tenant |
 * | 404 | for a person `unauthenticated`: SaaSquatch has never heard of them; for a code: not valid |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 * | 200 with `{ statusCode, message }` | as that status |
 *
 * A person's token reaches who they are, their code and links, and their friends; a code may be looked up by anybody. What only the key reaches is not here but in
 * `saasquatchServer` of the same companion, behind `@loyaltykit/gateway`: balances, the ledger and codes of rewards. They stand apart so that nothing that takes a
 * key is in a page.
 *
 * What its documents do not have, and so is in neither: a log-in (the shop has its own), tiers, offers, what a cart earns, a catalogue of rewards, a friend's consent
 * to be named. What the programme is called it does not tell, and of what its sides are to get only what a code brings a friend, which is used where it is a credit in a unit
 * of `currencies`: the rest is told by options. It has no texts of its own, so no languages.
 */
import { isSafeUrl, LoyaltyError, toLoyaltyError, type Context, type LoyaltyBackend, type MembersGroup, type ReferralsGroup, type Shape } from '@loyaltykit/core'
import { checkProgramme, hiddenFailure, host, lookUpCode, readPerson, readReferral, refused, toMember, toProgram, type Ask, type SaasquatchProgramme, type SaasquatchUser } from './saasquatch/person.ts'
import { checking } from './shared/options.ts'
import { sender } from './shared/send.ts'
import { shoppers } from './shared/shopper.ts'
import { checked } from './shared/told.ts'

export type { SaasquatchProgramme, SaasquatchUser } from './saasquatch/person.ts'

/** Who is signed in at the shop, and their token. */
export interface SaasquatchCustomer extends SaasquatchUser {
  /** From the shop's server: `signSaasquatchToken`. */
  readonly token: string
  /**
   * With it who SaaSquatch does not know is made at the first read, and counts as a friend of whose code is in `referredByCodes`. The token must have been signed with
   * the same names and address. Without it nothing is changed by reading.
   */
  readonly join?: { readonly firstName: string; readonly lastName?: string; readonly email: string; readonly locale?: string; readonly referredByCodes?: readonly string[] }
}

/** What `saasquatch` takes. */
export interface SaasquatchOptions extends SaasquatchProgramme {
  /**
   * Asked before each call, so keep what your server gave: who is signed in at the shop; `undefined`: nobody. With `renew` the token was refused, because it has ended,
   * say: fetch another one. However many calls were refused, it is asked once.
   */
  readonly customer: (ask: { readonly renew: boolean }) => SaasquatchCustomer | undefined | Promise<SaasquatchCustomer | undefined>
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The groups that SaaSquatch has for a page. */
export type SaasquatchBackend = Required<Pick<LoyaltyBackend, 'name' | 'credential' | 'ambient' | 'program'>> & {
  readonly members: Pick<MembersGroup, 'get'>
  readonly referrals: Required<ReferralsGroup>
}

const none: Shape = ['o', {}]

/**
 * SaaSquatch as a backend, in the page of a shop whose customers are signed in there.
 * @throws `LoyaltyError` `invalid_option` when an option is wrong: each in development, an unsafe `url` always.
 */
export function saasquatch(options: SaasquatchOptions): SaasquatchBackend {
  const { tenant, customer, url = host, fetch = globalThis.fetch } = options
  if (process.env.NODE_ENV !== 'production') checkOptions(options)
  if (typeof url !== 'string' || !isSafeUrl(url)) throw new LoyaltyError('invalid_option', 'saasquatch: `url` must be an https address.')
  const name = `saasquatch:${tenant}`
  const send = sender({
    url: `${url.replace(/\/$/, '')}/${encodeURIComponent(tenant)}`, headers: {}, fetch: (input, init) => fetch(input, init), hiddenFailure,
    refusal: (status) => {
      if (status === 401) return new LoyaltyError('unauthenticated', 'Log in again.')
      return [400, 402, 403].includes(status) ? refused(status) : undefined
    },
  })
  const { signedIn, as } = shoppers({ ask: customer, isSame: (a, b) => a.id === b.id && a.accountId === b.accountId })

  /** Calls as who is signed in. */
  const reading = <Output>(read: (who: SaasquatchCustomer, ask: Ask) => Promise<Output>) => async (input: unknown, context: Context): Promise<Output> => {
    const who = await signedIn(context)
    checked(none, input)
    return read(who, (request) => as(who, ({ token }) => send({ ...request, headers: { 'x-saasquatch-user-token': token } }, context)))
  }

  return {
    name, credential: 'shopper-token', ambient: true,
    program: {
      get: async (input, { signal }) => {
        if (signal.aborted) throw toLoyaltyError(signal.reason, 'aborted')
        checked(none, input)
        return toProgram(name, options)
      },
    },
    members: { get: reading(async (who, ask) => toMember(await readPerson(who, ask, who.join))) },
    referrals: {
      get: reading((who, ask) => readReferral(who, options, ask, who.join)),
      lookUp: async (input, context) => {
        if (context.signal.aborted) throw toLoyaltyError(context.signal.reason, 'aborted')
        const { code } = checked<{ readonly code: string }>(['o', { code: ['s', 1, 100] }], input)
        return lookUpCode(code, options, (request) => send(request, context))
      },
    },
  }
}

/** For development: a production build leaves it out. */
function checkOptions(options: SaasquatchOptions): void {
  checkProgramme('saasquatch', options)
  if (typeof options.customer !== 'function') checking('saasquatch').fail('`customer` must be a function that says who is signed in.')
}

/** Replaced by whoever bundles, as for nanostores. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }
