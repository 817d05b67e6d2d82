/** Wrong programs that the compiler must refuse. Checked by `tsc`, never run. */
import { createLoyalty, type AnyClient, type BackendWith, type LoyaltyBackend, type Parts, type Resource } from './index.ts'
import type { Disagreements } from './operations.ts'

declare const groups: Required<LoyaltyBackend>
const { name, credential, program, balances, offers, redemptions, rewards, quotes, session } = groups

// The table of operations and the port name the same methods.
type IsNever<T> = [T] extends [never] ? true : false
const agree: IsNever<Disagreements> = true
void agree

const shop = createLoyalty({ backend: { name, credential, program, balances, offers, redemptions, quotes, session } })

// A client has what its backend has, and nothing else.
shop.$balances.subscribe(() => {})
void shop.redeem({ cart: { id: 'c', currency: 'EUR', items: [{ sku: 's', quantity: 1, price: 100 }] }, currency: 'points', amount: 1 })
// @ts-expect-error -- the backend has no rewards
void shop.$rewards
// @ts-expect-error -- so nothing can be claimed
void shop.claimReward({ rewardId: 'r' })
// @ts-expect-error -- and nobody can enrol
void shop.enrol
void createLoyalty({ backend: { name, credential, program, rewards } }).$rewards

// A group may lack a call; then there is no action for it.
declare const lacking: BackendWith<'offers' | 'cards' | 'preferences', 'offers.activate' | 'cards.link' | 'preferences.leave'>
const shelf = createLoyalty({ backend: lacking })
shelf.$offers.subscribe(() => {})
void shelf.exportData()
// @ts-expect-error -- nobody activates
void shelf.activateOffer
// @ts-expect-error -- nobody links
void shelf.linkCard
// @ts-expect-error -- nobody leaves
void shelf.leaveProgram
shelf.can('offers.activate')
// @ts-expect-error -- there is no such call
shelf.can('offers.buy')
const anyShelf: AnyClient = shelf
void anyShelf

// The input of an action is the port's.
// @ts-expect-error -- an amount is a number
void shop.redeem({ cart: { id: 'c', currency: 'EUR', items: [] }, currency: 'points', amount: '1' })
// @ts-expect-error -- a cart is needed
void shop.redeem({ currency: 'points', amount: 1 })
// @ts-expect-error -- an offer is named by its id
void shop.activateOffer({ id: 'o' })
// @ts-expect-error -- a phone is said to be one
void shop.requestCode({ identifier: { value: '+79001234567' } })
// @ts-expect-error -- a cart item has a price
shop.$quote({ id: 'c', currency: 'EUR', items: [{ sku: 's', quantity: 1 }] })

// A resource is a union: its value is there only in the states that have one.
declare const state: Resource<Parts['balances']>
// @ts-expect-error -- not narrowed
void state.value
// @ts-expect-error -- not narrowed
void state.error
if (state.status === 'ready') void state.value?.[0]?.available
// @ts-expect-error -- nobody may be signed in: a member's part may be null
if (state.status === 'ready') void state.value[0]
// @ts-expect-error -- a failure may have no value yet
if (state.status === 'failed') void state.value.length
if (state.status === 'failed') void state.error.code
// @ts-expect-error -- there is no such state
if (state.status === 'done') void 0

// Stores are read, not set.
// @ts-expect-error -- a read-only value
if (state.status === 'ready') state.value = null

// Every client is an `AnyClient`, which may lack everything but the base.
const least: AnyClient = createLoyalty({ backend: { name, credential, program } })
const most: AnyClient = createLoyalty({ backend: groups })
const some: AnyClient = shop
void [most, some]
// @ts-expect-error -- it may have no balances: ask can('balances')
least.$balances.subscribe(() => {})
least.$balances?.subscribe(() => {})
// @ts-expect-error -- there is no such group
least.can('points')

// A backend is whole.
// @ts-expect-error -- a programme is required
createLoyalty({ backend: { name, credential } })
// @ts-expect-error -- a credential is one of three
createLoyalty({ backend: { name, credential: 'password', program } })
// @ts-expect-error -- a group is whole or absent
createLoyalty({ backend: { name, credential, program, redemptions: { list: redemptions.list } } })
// @ts-expect-error -- an unknown option
createLoyalty({ backend: groups, url: 'https://shop.example' })
// @ts-expect-error -- a state is made of parts
createLoyalty({ backend: groups, state: { points: 1 } })
