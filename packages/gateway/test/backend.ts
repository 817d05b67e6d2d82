/** A small backend for tests of the gateway, which remembers what it was asked. */
import type { Context, LoyaltyBackend, WriteContext } from '@loyaltykit/core'
import { createGateway, sessionAuthentication, type GatewayOptions } from '../src/index.ts'

export const program = { id: 'club', name: 'Club', locales: ['en', 'ru'], currencies: [{ id: 'bonus', unit: 'bonus' as const, scale: 2 }], tiers: [] }
export const balance = { currency: 'bonus', available: 1_050 }
export const offer = { id: 'of_1', kind: 'discount' as const, audience: 'public' as const, title: 'Boots', state: 'available' as const, activation: 'needed' as const }
export const session = { memberId: 'anna', token: 'secret-token', refreshToken: 'secret-refresh', expiresAt: '2026-11-22T11:00:00Z' }
export const now = Date.parse('2026-11-22T10:00:00Z')

export interface Asked {
  readonly call: string
  readonly input: unknown
  readonly context: Context | WriteContext
}

/** A backend whose methods note the call and answer as `answers` say; a function is called with input and context. */
export function fakeBackend(answers: Readonly<Record<string, unknown>> = {}): LoyaltyBackend & { readonly asked: Asked[] } {
  const asked: Asked[] = []
  const all: Record<string, unknown> = { 'program.get': program, 'balances.list': [balance], 'offers.list': [offer], 'offers.activate': { offer }, ...answers }
  const groups: Record<string, Record<string, unknown>> = {}
  for (const [call, answer] of Object.entries(all)) {
    const [group = '', method = ''] = call.split('.')
    groups[group] = {
      ...groups[group],
      [method]: async (input: unknown, context: Context) => {
        asked.push({ call, input, context })
        return typeof answer === 'function' ? (answer as (input: unknown, context: Context) => unknown)(input, context) : answer
      },
    }
  }
  return { name: 'fake', credential: 'publishable', ...groups, asked } as unknown as LoyaltyBackend & { readonly asked: Asked[] }
}

/** A gateway on it, what it reported, and a short way to ask it. */
export function fakeGateway(answers: Readonly<Record<string, unknown>> = {}, options: Partial<GatewayOptions> = {}) {
  const backend = fakeBackend(answers)
  const reports: string[] = []
  const gateway = createGateway({
    backend, authenticate: sessionAuthentication(), origins: ['https://shop.example'], clock: () => now,
    onReport: ({ message }) => reports.push(message), ...options,
  })
  const ask = (path: string, init: RequestInit = {}) => gateway.fetch(new Request(`https://api.example${path}`, init))
  /** A write as the adapter sends it. */
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': 'k1', ...headers } })
  return { backend, gateway, reports, ask, post }
}

export const json = async (response: Response) => (await response.json()) as Record<string, any> // eslint-disable-line @typescript-eslint/no-explicit-any -- what came over the wire
