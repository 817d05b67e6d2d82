/** What SaaSquatch tells of one person, in our words: the same for a page with their token and for a server with the key. */
import { isSafeUrl, LoyaltyError, type Currency, type CurrencyAmount, type Invitation, type Member, type Program, type Referral, type ReferralLookup } from '@loyaltykit/core'
import { instantAt, instantOf } from '../shared/instants.ts'
import { allOf } from '../shared/lists.ts'
import { checking } from '../shared/options.ts'
import type { WireRequest } from '../shared/send.ts'
import { bad, count, each, emailOf, entries, fields, idOf, maybe, text, type Wire } from '../shared/told.ts'

/** What SaaSquatch's REST API does not tell of a programme, so that it is said here. */
export interface SaasquatchProgramme {
  /** The tenant's alias: `test_…` is its test mode, with keys of its own. */
  readonly tenant: string
  /** What the programme is called. */
  readonly name: string
  /** What its rewards of the type CREDIT are counted in: each `id` is a unit of SaaSquatch's as it writes it, `POINTS` or `CENTS`. Units that are not here are left out. */
  readonly currencies: readonly Currency[]
  /** Which programme's codes and links; the classic one's where absent. */
  readonly programId?: string
  /** What each side of a referral gets. Said of nobody's where absent: 0 of the first currency. */
  readonly referral?: { readonly advocate: CurrencyAmount; readonly friend: CurrencyAmount }
  /** Where links are shown, as SaaSquatch's analysis tells it. `EMBED` where absent: in the shop's own page. */
  readonly medium?: 'EMBED' | 'POPUP' | 'HOSTED' | 'MOBILE' | 'EMAIL' | 'UNKNOWN'
  /** BCP 47: the languages of the names given here, the programme's own first. `en` where absent. */
  readonly locales?: readonly string[]
  /** Where its API begins. `https://app.referralsaasquatch.com/api/v1` where absent. */
  readonly url?: string
}

/** Who somebody is at SaaSquatch. Where accounts have one person each, both are often the same. */
export interface SaasquatchUser {
  readonly id: string
  readonly accountId: string
}

/** Makes calls as somebody who may read this person. */
export type Ask = (request: WireRequest) => Promise<unknown>

export const host = 'https://app.referralsaasquatch.com/api/v1'

/** A failure with status 200, in the words of its errors. */
export const hiddenFailure = (body: unknown): number | undefined => {
  const { statusCode, message, apiErrorCode } = fields(body)
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600 && (text(message) ?? text(apiErrorCode)) !== undefined ? statusCode : undefined
}

/** A failure that no member can mend: asked again, it would be the same. */
export const refused = (status: number, message = 'The loyalty service failed. Try again later.'): LoyaltyError =>
  new LoyaltyError('backend_failed', message, { retryable: false, cause: new Error(`Status ${status}.`) })

/** An instant of milliseconds since 1970, or as a text writes it; `null` and 0 stand for none. */
export function moment(value: unknown): string | undefined {
  const written = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof written !== 'number') return instantOf(text(written))
  return written > 0 && written < 8.64e15 ? instantAt(Math.floor(written)) : undefined
}

/** A part of a path. What a path would resolve by itself is none. */
const part = (id: string): string | undefined => (/^\.{0,2}$/.test(id) ? undefined : encodeURIComponent(id))
const nobody = (cause?: unknown): LoyaltyError => new LoyaltyError('unauthenticated', 'This person is not in the programme.', { cause })
const isOwn = (user: unknown, { id, accountId }: SaasquatchUser): boolean => String(fields(user)['id']) === id && String(fields(user)['accountId']) === accountId

/** So much was given or used: never less than nothing. @throws `LoyaltyError` `bad_response`. */
export const credits = (value: unknown): number => {
  const amount = count(value)
  return amount < 0 ? bad() : amount
}

/** So much of a reward of the type CREDIT, where it is of a unit that is known. */
export function creditOf(reward: unknown, field: string, { currencies }: Pick<SaasquatchProgramme, 'currencies'>): CurrencyAmount | undefined {
  const { type, unit, [field]: amount } = fields(reward)
  return type === 'CREDIT' && amount !== undefined && amount !== null && currencies.some(({ id }) => id === unit) ? { currency: String(unit), amount: credits(amount) } : undefined
}

export function toProgram(id: string, { name, currencies, referral, locales = ['en'] }: SaasquatchProgramme): Program {
  return { id, name, locales: [...locales], currencies: [...currencies], tiers: [], ...maybe('referral', referral) }
}

/**
 * Reads a person. `join`: what is known of somebody new, who is then made.
 * @throws `LoyaltyError` `unauthenticated` for who is not known.
 */
export async function readPerson(user: SaasquatchUser, ask: Ask, join?: Wire): Promise<Wire> {
  const [account, id] = [part(user.accountId), part(user.id)]
  if (account === undefined || id === undefined) throw nobody()
  const path = `/open/account/${account}/user/${id}?extraFields=dateCreated,dateBlocked`
  const found = fields(await ask({ path }).catch((error: unknown) => {
    if (!(error instanceof LoyaltyError) || error.code !== 'not_found') throw error
    if (!join) throw nobody(error)
    // making somebody is saying how they shall be: twice is once
    return ask({ method: 'PUT', path, body: { ...join, id: user.id, accountId: user.accountId } })
  }))
  return isOwn(found, user) ? found : bad()
}

export function toMember(person: Wire): Member {
  const { id, firstName: given, lastName: family, email, dateCreated, dateBlocked } = person
  return {
    id: idOf(id), status: moment(dateBlocked) === undefined ? 'active' : 'blocked', joinedAt: moment(dateCreated) ?? bad(), consents: [],
    profile: { ...maybe('givenName', text(given)?.slice(0, 300)), ...maybe('familyName', text(family)?.slice(0, 300)), ...maybe('email', emailOf(email)) },
  }
}

/** @throws `LoyaltyError` `not_eligible` for who is blocked, and where the programme gives no code or link. */
export async function readReferral(user: SaasquatchUser, programme: SaasquatchProgramme, ask: Ask, join?: Wire): Promise<Referral> {
  const { programId, medium = 'EMBED', referral, currencies } = programme
  const person = await readPerson(user, ask, join)
  if (moment(person['dateBlocked']) !== undefined) throw new LoyaltyError('not_eligible', 'This account is blocked. Ask the shop.')
  const code = text(programId === undefined ? person['referralCode'] : fields(person['referralCodes'])[programId])
  const query = new URLSearchParams({ engagementMedium: medium, shareMedium: 'DIRECT', ...(programId === undefined ? {} : { programId }) })
  const [shares, friends] = await Promise.all([
    ask({ path: `/open/account/${encodeURIComponent(user.accountId)}/user/${encodeURIComponent(user.id)}/shareurls?${query}` }),
    friendsOf(user, ask),
  ])
  const { cleanShareLink: clean, [medium]: placed } = fields(fields(shares)['shareLinks'])
  // it writes its links with http
  const url = (text(fields(placed)['DIRECT']) ?? text(clean))?.replace(/^http:/, 'https:')
  if (!code || !url || !isSafeUrl(url)) throw new LoyaltyError('not_eligible', 'This programme has no invitations.')
  const nothing = { currency: currencies[0]?.id ?? '', amount: 0 }
  const invitations = each(friends, (one) => (isOwn(one['referrerUser'], user) ? toInvitation(one, programme) : undefined))
  return {
    code: code.slice(0, 300), url, advocate: referral?.advocate ?? nothing, friend: referral?.friend ?? nothing,
    invitations: invitations.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, 100),
  }
}

/** In which order it tells them is told nowhere, so all are read: the newest may be the last. */
const friendsOf = ({ id, accountId }: SaasquatchUser, ask: Ask): Promise<Wire[]> => allOf<Wire, number>(async (offset = 0) => {
  const answer = fields(await ask({ path: `/open/referrals?${new URLSearchParams({ referringAccountId: accountId, referringUserId: id, limit: '100', offset: String(offset) })}` }))
  if (!Array.isArray(answer['referrals'])) bad()
  const items = entries(answer['referrals'])
  const after = offset + items.length
  return { items, ...(items.length && after < count(answer['totalCount'] ?? 0) ? { next: after } : {}) }
})

/** A friend, without a name: nobody has said that it may be shown. */
function toInvitation(told: Wire, programme: SaasquatchProgramme): Invitation {
  const { id, referrerModerationStatus: verdict, dateReferralStarted, dateReferralPaid, dateReferralEnded, referrerReward } = told
  const [started, paid, ended] = [dateReferralStarted, dateReferralPaid, dateReferralEnded].map(moment)
  const isRefused = verdict === 'DENIED' || (paid === undefined && ended !== undefined)
  return {
    id: idOf(id), state: isRefused ? 'refused' : paid === undefined ? 'joined' : 'rewarded', at: (isRefused ? (ended ?? paid) : paid) ?? started ?? bad(),
    ...(isRefused || paid === undefined ? {} : maybe('reward', creditOf(referrerReward, 'assignedCredit', programme))),
  }
}

/** Looks up a friend's code. Who invites is not said: nobody has said that it may be. */
export async function lookUpCode(code: string, programme: SaasquatchProgramme, ask: Ask): Promise<ReferralLookup> {
  const name = part(code)
  if (name === undefined) return { valid: false }
  const found = await ask({ path: `/open/code/${name}` }).catch((error: unknown) => {
    if (error instanceof LoyaltyError && error.code === 'not_found') return undefined
    throw error
  })
  if (found === undefined) return { valid: false }
  const { code: told, programId, reward } = fields(found)
  if (!text(told)) bad()
  if (programme.programId !== undefined && programId !== undefined && programId !== programme.programId) return { valid: false }
  return { valid: true, ...maybe('friend', creditOf(reward, 'credit', programme) ?? programme.referral?.friend) }
}

/** The checks of what both take. @throws `LoyaltyError` `invalid_option`. */
export function checkProgramme(adapter: string, { tenant, name, currencies, programId, referral, medium, locales }: SaasquatchProgramme): void {
  const { credential, fail, locale } = checking(adapter)
  credential('tenant', tenant, 'the alias of a tenant')
  if (typeof name !== 'string' || name.length < 1 || name.length > 100) fail('`name` must be what the programme is called, at most 100 characters.')
  const isCurrency = ({ id, unit, scale }: Currency) => typeof id === 'string' && id.length > 0 && typeof unit === 'string' && Number.isInteger(scale) && scale >= 0 && scale <= 6
  if (!Array.isArray(currencies) || !currencies.length || currencies.length > 20 || !currencies.every(isCurrency)) {
    fail('`currencies` must be what its credits are counted in: [{ id: "POINTS", unit: "point", scale: 0 }].')
  }
  if (programId !== undefined && !/^[\w-]{1,64}$/.test(programId)) fail('`programId` must be the id of a programme.')
  for (const { currency, amount } of referral ? [referral.advocate, referral.friend] : []) {
    if (!Number.isSafeInteger(amount) || amount < 0 || !currencies.some(({ id }) => id === currency)) fail('`referral` must be amounts of its currencies.')
  }
  if (medium !== undefined && !['EMBED', 'POPUP', 'HOSTED', 'MOBILE', 'EMAIL', 'UNKNOWN'].includes(medium)) fail('`medium` must be one of SaaSquatch\'s engagement media, such as "EMBED".')
  if (locales !== undefined && !(Array.isArray(locales) && locales.length)) fail('`locales` must be a list of language tags, such as ["en"].')
  for (const tag of locales ?? []) locale(tag)
}
