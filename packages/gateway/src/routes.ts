import type { Group } from '@loyaltykit/core'
import { operations, type Operation } from '@loyaltykit/core/operations'

/** One call of the port as it stands in the HTTP API. */
export interface Route {
  /** `giftCards.check` */
  readonly name: string
  readonly group: Group
  readonly method: string
  /** `/v1/gift-cards/check` */
  readonly path: string
  /** `GET` where the input fits into an address; `POST` where it is a document or where something changes. */
  readonly verbs: readonly ('GET' | 'POST')[]
  readonly operation: Operation
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** A snapshot without carts fits into an address, so that a page may preload it. */
const verbsOf = (name: string, kind: Operation['kind']): Route['verbs'] =>
  name === 'snapshot.get' ? ['GET', 'POST'] : kind === 'read' ? ['GET'] : ['POST']

/** The whole HTTP API, derived from the port. */
export const routes: readonly Route[] = Object.entries(operations).flatMap(([group, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    name: `${group}.${method}`,
    group: group as Group,
    method,
    path: `/v1/${kebab(group)}/${kebab(method)}`,
    verbs: verbsOf(`${group}.${method}`, operation.kind),
    operation,
  })))
