import type { Route } from '../shared/routes.ts'
import type { Heard } from '../shared/server.ts'
import type { Json } from './captured.ts'
import { selected } from './fields.ts'
import { at, idOf, invalidData, kept, Refused, type MedusaState } from './state.ts'

export const unauthorized = (): Refused => new Refused(401, 'unauthorized', 'Unauthorized')

/** A customer as it stands in other answers. */
export function customerBody({ customers }: MedusaState, id: string): Json {
  const found = customers.get(id)
  if (!found) throw new Error(`There is no customer ${id}.`)
  return {
    id, company_name: null, first_name: found.firstName, last_name: found.lastName, email: found.email, phone: found.phone, has_account: true, metadata: null, created_by: null,
    created_at: found.at, updated_at: found.at, deleted_at: null,
  }
}

/** Whose token came along: an e-mail address, and the customer once there is one. */
export function bearerOf(state: MedusaState, { headers }: Pick<Heard, 'headers'>): { readonly email: string; readonly customerId?: string } | undefined {
  const email = state.tokens.get(/^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '')
  return email === undefined ? undefined : { ...state.entries.get(email), email }
}

/** A token for whom it belongs to; another one every time. */
export function tokenFor(state: MedusaState, email: string): string {
  const token = `emulated.${btoa(JSON.stringify({ actor_id: state.entries.get(email)?.customerId ?? '', actor_type: 'customer' }))}.${crypto.randomUUID()}`
  state.tokens.set(token, email)
  return token
}

/** Log-in with a password, and the customer's own data. */
export const customerRoutes = (state: MedusaState, who: (heard: Heard) => string): Readonly<Record<string, Route>> => ({
  'POST /auth/customer/emailpass/register': ({ body }) => {
    const { email, password } = body as { email: string; password: string }
    if (state.entries.has(email)) throw new Refused(401, 'unauthorized', 'Identity with email already exists')
    state.entries.set(email, { password })
    return { body: { token: tokenFor(state, email) } }
  },
  'POST /auth/customer/emailpass': ({ body }) => {
    const { email, password } = body as { email: string; password: string }
    if (state.entries.get(email)?.password !== password) throw new Refused(401, 'unauthorized', 'Invalid email or password')
    return { body: { token: tokenFor(state, email) } }
  },
  'POST /auth/token/refresh': (heard) => {
    const bearer = bearerOf(state, heard)
    if (!bearer) throw unauthorized()
    return { body: { token: tokenFor(state, bearer.email) } }
  },
  'POST /store/customers': (heard) => {
    const bearer = bearerOf(state, heard)
    if (!bearer) throw unauthorized()
    if (bearer.customerId !== undefined) throw invalidData('Request already authenticated as a customer.')
    const { email, first_name: firstName = null, last_name: lastName = null, phone = null } = heard.body as { email: string; first_name?: string; last_name?: string; phone?: string }
    const { id } = kept(state.customers, { id: idOf('cus'), email, firstName, lastName, phone, at: at(state) })
    state.entries.set(bearer.email, { password: state.entries.get(bearer.email)?.password ?? '', customerId: id })
    return { body: { customer: { ...customerBody(state, id), addresses: [] } } }
  },
  'GET /store/customers/me': (heard) => ({ body: { customer: selected({ usual: { ...customerBody(state, who(heard)), addresses: [] } }, heard.query.get('fields')) } }),
})
