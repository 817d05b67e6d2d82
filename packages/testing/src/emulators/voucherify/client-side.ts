import type { Route } from '../shared/routes.ts'
import type { Answer, Heard } from '../shared/server.ts'
import { promotionTiers, qualified, validated } from './promotions.ts'
import type { VoucherifyState } from './state.ts'
import { Refused } from './words.ts'

/** Whether a path is one of those for pages and apps. */
export const isClientSide = ({ path }: Heard): boolean => path.startsWith('/client/v1/')

/** What pages may ask with their own pair of keys: what a project has not to switch on, and the list of promotions, which it has. */
export const clientSideRoutes = (state: VoucherifyState): Readonly<Record<string, Route>> => ({
  'GET /client/v1/promotions/tiers': () => promotionTiers(state),
  'POST /client/v1/qualifications': ({ body }) => qualified(state, body),
  'POST /client/v1/validations': ({ body }) => validated(state, body),
})

/** Who may ask from a page. */
export interface ClientSideSettings {
  readonly clientId: string
  readonly clientToken: string
  /** Origins of the project's pages; `*` stands for any. */
  readonly origins: readonly string[]
}

/** @throws `Refused` for other keys, and for what comes from nowhere or from somebody else's page. */
export function authorizePage({ headers }: Heard, { clientId, clientToken, origins }: ClientSideSettings): void {
  if (headers['x-client-application-id'] !== clientId || headers['x-client-token'] !== clientToken) throw new Refused(401, 'unauthorized', 'The keys are wrong')
  const { origin } = headers
  if (origin === undefined || !isAllowed(origin, origins)) throw new Refused(401, 'unauthorized', 'The project does not know this page')
}

/** An answer as a browser lets a page of the project have it. */
export const forPages = ({ headers, ...answer }: Answer, { headers: { origin } }: Heard, { origins }: ClientSideSettings): Answer => ({
  ...answer,
  headers: {
    ...headers, vary: 'origin', connection: 'close',
    ...(origin !== undefined && isAllowed(origin, origins) ? { 'access-control-allow-origin': origin, 'access-control-allow-headers': 'x-client-application-id, x-client-token, x-voucherify-channel, content-type' } : {}),
  },
})

const isAllowed = (origin: string, origins: readonly string[]) => origins.includes('*') || origins.includes(origin)
