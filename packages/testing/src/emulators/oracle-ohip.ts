/** The loyalty part of Oracle's OPERA Cloud CRM API, with its log-in for systems, on the sandbox's engine. */
import type { Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { claimRoutes, reviewClaim, type Review } from './oracle-ohip/claims.ts'
import { ledgerRoutes } from './oracle-ohip/ledger.ts'
import { addMembership, profileRoutes } from './oracle-ohip/profiles.ts'
import { programme } from './oracle-ohip/programme.ts'
import { dayOf, profileAt, Refused, type EmulatedMember, type EmulatedProfile, type OhipState } from './oracle-ohip/state.ts'
import { routed } from './shared/routes.ts'
import { serveEmulator, type Answer, type Heard, type Served } from './shared/server.ts'

/** An OPERA Cloud of one's own, with the hotel that uses it. */
export interface OracleOhipEmulator extends Served {
  readonly appKey: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  readonly hotelId: string
  readonly membershipType: string
  readonly sandbox: Sandbox
  /** Tokens end before their time: the next call with one is refused. */
  endTokens(): void
  readonly hotel: {
    /** A guest who is no member; gives the profile's id. */
    guest(phone: string): string
    /** A guest who is a member; gives the profile's id. */
    join(phone: string): Promise<string>
    /** The sandbox's own id. */
    memberId(profileId: string): string
    stay(sale: { readonly profileId: string; readonly cart: Cart; readonly orderId: string }): Promise<void>
    refund(goods: { readonly orderId: string }): Promise<void>
    /** The desk answers a claim. */
    review(decision: Review): Promise<void>
    /** The desk cancels an award. */
    cancelAward(number: number): Promise<void>
    block(profileId: string): Promise<void>
  }
}

/** Documents of Oracle that its exchanges are checked by. */
export const oracleOhipDocuments: readonly string[] = ['oracle-ohip/crm.json', 'oracle-ohip/oauth.json']

/** Its document gives dates 8 characters, which no date of its own format has; and it demands nothing: what it names must be there, and nothing else. */
export function oracleOhipRefined(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const refined = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(refined)
    if (typeof one !== 'object' || one === null) return one
    const inner = Object.fromEntries(Object.entries(one).map(([key, part]) => [key, refined(part)])) as Record<string, unknown>
    if (inner['format'] === 'date') delete inner['maxLength']
    return inner['type'] === 'object' && inner['properties'] ? { additionalProperties: false, ...inner } : inner
  }
  return refined(value) as Readonly<Record<string, unknown>>
}

/** Opens an OPERA Cloud on a port of this machine. `tokenLife`: in seconds. */
export async function emulateOracleOhip({ tokenLife = 3_600 }: { readonly tokenLife?: number } = {}): Promise<OracleOhipEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'oracle-ohip', now: '2026-11-22T10:00:00Z' })
  const access = { appKey: '41ecd082-8997-4c69-af34-2f72b83645ff', clientId: 'emulated-client', clientSecret: 'emulated-secret', scope: 'urn:opc:hgbu:ws:__myscopes__', hotelId: 'HARB' }
  const state: OhipState = { sandbox, hotelId: access.hotelId, membershipType: 'HC', profiles: new Map(), awards: [], claims: [], numbers: new Map(), stays: new Map() }
  const tokens = new Set<string>()
  const route = routed({ ...profileRoutes(state), ...ledgerRoutes(state), ...claimRoutes(state) })

  function grant({ headers, body }: Heard): Answer {
    const form = new URLSearchParams(typeof body === 'string' ? body : '')
    if (headers['authorization'] !== `Basic ${Buffer.from(`${access.clientId}:${access.clientSecret}`).toString('base64')}`) return { status: 401 }
    if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== access.scope) return { status: 400 }
    const token = `token-${crypto.randomUUID()}`
    tokens.add(token)
    return { body: { access_token: token, expires_in: tokenLife, token_type: 'Bearer', oracle_tk_context: 'user_assertion' } }
  }

  const served = await serveEmulator(async (heard) => {
    if (heard.headers['x-app-key'] !== access.appKey) return { status: 403 }
    if (heard.method === 'POST' && heard.path === '/oauth/v1/tokens') return grant(heard)
    if (!tokens.has(heard.headers['authorization']?.replace(/^Bearer /, '') ?? '')) return { status: 401 }
    try {
      if (heard.headers['x-hotelid'] !== access.hotelId) throw new Refused(400, 'x-hotelid is missing or unknown', 'CRM-0001')
      return await (route(heard) ?? { status: 404 })
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  })

  const guest = (phone: string): EmulatedProfile => {
    const id = `${20_001 + state.profiles.size}`
    const profile: EmulatedProfile = { id, givenName: 'Ada', surname: `Lovelace ${id}`, email: `ada.${id}@guests.example`, phone }
    state.profiles.set(id, profile)
    return profile
  }
  const memberOf = (profileId: string) => profileAt(state, profileId) as EmulatedMember
  const hotel: OracleOhipEmulator['hotel'] = {
    guest: (phone) => guest(phone).id,
    join: async (phone) => (await addMembership(state, guest(phone))).id,
    memberId: (profileId) => memberOf(profileId).membership.memberId,
    async stay({ profileId, cart, orderId }) {
      const { arrival, departure } = cart.stay ?? { arrival: dayOf(state), departure: dayOf(state) }
      state.stays.set(orderId, { arrival, departure, nights: Math.round((Date.parse(departure) - Date.parse(arrival)) / 86_400_000) })
      await sandbox.till.purchase({ memberId: memberOf(profileId).membership.memberId, cart, orderId })
    },
    refund: async (goods) => void (await sandbox.till.refund(goods)),
    review: (decision) => reviewClaim(state, decision),
    async cancelAward(number) {
      const index = state.awards.findIndex((award) => award.number === number)
      const award = state.awards[index]
      if (!award) throw new Error('There is no such award.')
      await sandbox.desk.cancelReward({ code: award.code })
      state.awards[index] = { ...award, cancelled: { number: number + 10_000, day: dayOf(state) } }
    },
    async block(profileId) {
      const { membership, ...profile } = memberOf(profileId)
      await sandbox.desk.block(membership.memberId)
      state.profiles.set(profileId, { ...profile, membership: { ...membership, isInactive: true } })
    },
  }
  return {
    ...served, ...access, membershipType: state.membershipType, sandbox, hotel,
    endTokens: () => tokens.clear(),
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}
