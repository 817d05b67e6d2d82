import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { wireCheckOf, type WireCheck } from '../shared/openapi.ts'

const folder = resolve(import.meta.dirname, '../../../../../../shared/specs/salesforce-loyalty/samples')

type Json = Readonly<Record<string, unknown>>

/** Fields that each org makes for itself. */
const ofOrg = /^additional\w+Fields$/

/** A schema of what samples have in common: fields that one of them has, by the kinds that they have there; `null` says that there may be none, and nothing of the kind. */
function shapeOf(samples: readonly unknown[]): Json {
  const told = samples.filter((one) => one !== null)
  if (!told.length) return {}
  const isNullable = told.length < samples.length
  const kinds = [...new Set(told.map((one) => (Array.isArray(one) ? 'array' : typeof one)))]
  const objects = told.filter((one): one is Json => typeof one === 'object' && !Array.isArray(one))
  const names = [...new Set(objects.flatMap((one) => Object.keys(one)))]
  return {
    type: [...kinds, ...(isNullable ? ['null'] : [])],
    ...(kinds.includes('array') ? { items: shapeOf(told.flatMap((one) => (Array.isArray(one) ? one : []))) } : {}),
    ...(names.length ? { additionalProperties: false, properties: Object.fromEntries(names.map((name) => [name, ofOrg.test(name) ? { type: 'object' } : shapeOf(objects.filter((one) => name in one).map((one) => one[name]))])), required: names.filter((name) => objects.every((one) => name in one)) } : {}),
  }
}

/** The check by Salesforce's sample bodies, at the paths of its mobile SDKs: it has no document of a schema. `undefined` where they are not there. */
export function salesforceCheck(): WireCheck | undefined {
  if (!existsSync(folder)) return undefined
  const bodyOf = (...files: readonly string[]) => ({ 200: { description: 'done', content: { 'application/json': { schema: shapeOf(files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown)) } } } })
  const query = (name: string, type: string) => ({ name, in: 'query', schema: { type } })
  const asked = (...fields: readonly string[]) => ({ required: true, content: { 'application/json': { schema: {
    type: 'object', additionalProperties: false, required: ['processParameters'],
    properties: { processParameters: { type: 'array', items: { type: 'object', additionalProperties: false, required: fields, properties: Object.fromEntries(fields.map((name) => [name, { type: 'string' }])) } } },
  } } } })
  const base = '/services/data/v58.0'
  const process = `${base}/connect/loyalty/programs/{program}/program-processes`
  return wireCheckOf({ 'salesforce.json': { paths: {
    [`${base}/loyalty-programs/{program}/members`]: { get: { parameters: [{ ...query('memberId', 'string'), required: true }], responses: bodyOf('Profile.json') } },
    [`${base}/loyalty/programs/{program}/members/{number}/transaction-ledger-summary`]: { get: { parameters: [query('pageNumber', 'integer')], responses: bodyOf('Transactions.json') } },
    [`${base}/loyalty/programs/{program}/members/{number}/vouchers`]: { get: { parameters: [query('pageNumber', 'integer')], responses: bodyOf('Vouchers.json', 'GetVouchers.json') } },
    [`${process}/GetMemberPromotions`]: { post: { requestBody: asked('MembershipNumber'), responses: bodyOf('Promotions.json', 'ReferralPromotions.json') } },
    [`${process}/EnrollInPromotion`]: { post: { requestBody: asked('MembershipNumber', 'PromotionName'), responses: bodyOf('EnrollmentPromotion.json') } },
  } } })
}
