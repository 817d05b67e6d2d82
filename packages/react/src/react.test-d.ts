/** Programs that must not compile, and some that must. */
import type { LoyaltyRedeemedEvent } from '@loyaltykit/elements'
import type { LoyaltyJsxElements } from '@loyaltykit/elements/jsx'
import type { LoyaltyRedeem as RedeemElement } from '@loyaltykit/elements/redeem'
import { createElement as h, createRef, type JSX } from 'react'
import { LoyaltyEarnPreview, LoyaltyProvider, LoyaltyRedeem, useLoyalty, useStore } from './index.ts'

const isEvent = (event: LoyaltyRedeemedEvent) => event.redemption.id

export const good = [
  h(LoyaltyRedeem, { cart: { id: 'c', currency: 'EUR', items: [] }, onLoyaltyRedeemed: isEvent, ref: createRef<RedeemElement>(), className: 'mine', 'aria-label': 'Pay' }),
  h(LoyaltyEarnPreview, { sku: 'moor', price: 14_900, withDetails: true }),
]

export const bad = [
  // @ts-expect-error a price is a number of minor units
  h(LoyaltyEarnPreview, { price: '149.00' }),
  // @ts-expect-error there is no such event
  h(LoyaltyRedeem, { onLoyaltyRedemed: isEvent }),
  // @ts-expect-error the event has its class
  h(LoyaltyRedeem, { onLoyaltyRedeemed: (event: string) => event }),
  // @ts-expect-error the ref is the element
  h(LoyaltyRedeem, { ref: createRef<HTMLInputElement>() }),
  // @ts-expect-error a provider gives a client
  h(LoyaltyProvider, {}),
]

export function Stores() {
  const client = useLoyalty()
  useStore(client.$balances)
  // @ts-expect-error a store that may be missing has no value to rely on
  useStore(client.$balances).status
}

declare module 'react' {
  // eslint-disable-next-line no-restricted-syntax, @typescript-eslint/no-namespace -- React's own
  namespace JSX {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- what a host writes
    interface IntrinsicElements extends LoyaltyJsxElements {}
  }
}

type Redeem = JSX.IntrinsicElements['loyalty-redeem']
export const plain: readonly Redeem[] = [
  { 'onloyalty-redeemed': isEvent, 'on:loyalty-redeemed': isEvent, currency: 'bonus', slot: 'x', class: 'mine' },
  // @ts-expect-error the event has its class
  { 'onloyalty-redeemed': (event: string) => event },
]
