import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { wireCheckOf, type WireCheck } from '../shared/openapi.ts'
import { kinds } from './programme.ts'

const file = resolve(import.meta.dirname, '../../../../../../shared/specs/loyaltylion/headless-2025-06.derived.schema.json')

type Json = Readonly<Record<string, unknown>>

/** The bodies that LoyaltyLion describes, at the paths of its documents: the vendor's file has bodies alone. `undefined` where it is not there. */
export function loyaltyLionCheck(): WireCheck | undefined {
  if (!existsSync(file)) return undefined
  const { definitions } = JSON.parse(readFileSync(file, 'utf8')) as { definitions: Json }
  const json = (schema: object) => ({ content: { 'application/json': { schema } } })
  const named = (name: string) => json({ $ref: `#/definitions/${name}` })
  const refusals = (prefix: string) => ({
    description: 'refused',
    ...json({ type: 'object', required: ['error'], properties: { error: { anyOf: Object.keys(definitions).filter((name) => name.startsWith(prefix)).map((name) => ({ $ref: `#/definitions/${name}` })) } } }),
  })
  const parameters = ['channel', 'language', 'country'].map((name) => ({ name, in: 'query', schema: name === 'channel' ? { $ref: '#/definitions/SupportedChannel' } : { type: 'string' } }))
  const operation = (answer: string, request?: string, refusal?: string) => ({
    parameters, ...(request ? { requestBody: named(request) } : {}), responses: { 200: { description: 'done', ...named(answer) }, ...(refusal ? { 422: refusals(refusal) } : {}) },
  })
  const base = '/headless/2025-06/{site_id}'
  const redemptions = [...new Set(Object.values(kinds))].map((kind) => {
    const name = `RewardsRedeem${kind.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}`
    return [`${base}/rewards/${kind}/redeem`, { post: operation(`${name}ResponseBody`, `${name}RequestBody`, 'RedeemRewardError') }]
  })
  const customer = `${base}/customers/{merchant_id}`
  return wireCheckOf({
    'loyaltylion.json': {
      definitions,
      paths: {
        [`${base}/configuration`]: { get: operation('SiteConfiguration') },
        [customer]: { get: operation('CustomersGetCustomerResponseBody') },
        [`${customer}/sessions`]: { post: operation('CustomersInitializeSessionResponseBody', 'CustomersInitializeSessionRequestBody', 'InitializeSessionError') },
        ...Object.fromEntries(redemptions) as Json,
      },
    },
  })
}
