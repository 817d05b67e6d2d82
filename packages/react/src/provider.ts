import type { AnyClient } from '@loyaltykit/core'
import { createContext, createElement, useContext, type ReactNode } from 'react'
import { LoyaltyProvider as ProviderTag, type LoyaltyProviderProps as ProviderTagProps } from './generated/provider.ts'

const ClientContext = createContext<AnyClient | undefined>(undefined)

/** What `LoyaltyProvider` takes. */
export interface LoyaltyProviderProps extends ProviderTagProps {
  /** The client of everything inside: components, tags and hooks. */
  client: AnyClient
}

/**
 * Gives a client to the components inside, through the `loyalty-provider` tag (which takes no room: `display: contents`), and to
 * `useLoyalty()`. Make the client once per page, outside of components; on a server once per request.
 */
export function LoyaltyProvider({ client, ...props }: LoyaltyProviderProps): ReactNode {
  return createElement(ClientContext, { value: client }, createElement(ProviderTag, { client, ...props }))
}

/**
 * The client of the nearest `LoyaltyProvider`. Its groups are those of your backend: `useLoyalty<typeof client>()` says which.
 * @throws `Error` when there is no provider around the component.
 */
export function useLoyalty<C extends AnyClient = AnyClient>(): C {
  const client = useContext(ClientContext)
  if (!client) throw new Error('useLoyalty() needs a <LoyaltyProvider client={…}> around the component that calls it.')
  return client as C
}
