import type { Sandbox } from '@loyaltykit/sandbox'
import type { Answer } from '../shared/server.ts'

/** A guest's profile, with the membership where there is one. */
export interface EmulatedProfile {
  readonly id: string
  readonly givenName: string
  readonly surname: string
  readonly email: string
  readonly phone: string
  readonly membership?: { readonly idNo: number; readonly cardNo: string; readonly memberId: string; readonly signedUp: string; readonly isInactive: boolean }
}
export type EmulatedMember = EmulatedProfile & { readonly membership: NonNullable<EmulatedProfile['membership']> }

/** An award that was issued for points. */
export interface EmulatedAward {
  readonly number: number
  readonly idNo: number
  readonly awardCode: string
  readonly points: number
  readonly day: string
  /** The sandbox's own code for it. */
  readonly code: string
  readonly cancelled?: { readonly number: number; readonly day: string }
}

/** A claim, in the words it was posted in. */
export interface EmulatedClaim {
  readonly number: string
  readonly day: string
  readonly details: Readonly<Record<string, unknown>>
  readonly profile: EmulatedMember
  readonly log: readonly { readonly sequence: number; readonly type: string; readonly comments: string; readonly createDateTime: string }[]
  readonly points?: number
}

/** What the emulation keeps beside the sandbox. */
export interface OhipState {
  readonly sandbox: Sandbox
  readonly hotelId: string
  readonly membershipType: string
  readonly profiles: Map<string, EmulatedProfile>
  readonly awards: EmulatedAward[]
  readonly claims: EmulatedClaim[]
  /** Numbers of the ledger's lines, in their order. */
  readonly numbers: Map<string, number>
  /** The nights of each stay that was counted, by its booking. */
  readonly stays: Map<string, { readonly arrival: string; readonly departure: string; readonly nights: number }>
}

export const dayOf = ({ sandbox }: Pick<OhipState, 'sandbox'>): string => new Date(sandbox.now()).toISOString().slice(0, 10)

/** A failure in its words. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, title: string, code: string) {
    super(title)
    this.answer = { status, body: { type: 'http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html', title, status, 'o:errorCode': code } }
  }
}

export function profileAt({ profiles }: OhipState, id: string): EmulatedProfile {
  const found = profiles.get(id)
  if (!found) throw new Refused(404, 'Profile not found', 'CRM-1001')
  return found
}

/** Who has this membership, by its number inside OPERA. */
export function memberAt({ profiles }: OhipState, idNo: string | number | undefined): EmulatedMember {
  for (const profile of profiles.values()) if (String(profile.membership?.idNo) === String(idNo)) return profile as EmulatedMember
  throw new Refused(404, 'Membership not found', 'CRM-1002')
}

/** A page of a list, in its words; no content where there is nothing. */
export function paged(name: string, items: readonly object[], query: URLSearchParams, most: number): Answer {
  const [limit, offset] = [Number(query.get('limit') ?? 20), Number(query.get('offset') ?? 0)]
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new Refused(400, `limit must be 1 to ${most}`, 'CRM-1003')
  const shown = items.slice(offset, offset + limit)
  if (shown.length === 0) return { status: 204 }
  return { body: { [name]: shown, totalPages: Math.ceil(items.length / limit), offset, limit, hasMore: offset + shown.length < items.length, totalResults: items.length, count: shown.length } }
}

/** What is within two days of a query, at most 90 days apart; the last 90 where none are told. */
export function span(state: OhipState, query: URLSearchParams, from: string, until: string): (day: string) => boolean {
  const end = query.get(until) ?? dayOf(state)
  const start = query.get(from) ?? new Date(Date.parse(end) - 90 * 86_400_000).toISOString().slice(0, 10)
  if (Date.parse(end) - Date.parse(start) > 90 * 86_400_000) throw new Refused(400, 'The time span is longer than 90 days', 'CRM-1004')
  return (day) => day >= start && day <= end
}
