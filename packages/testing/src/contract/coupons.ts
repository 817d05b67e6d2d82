import type { Cart, Coupon, Identity, Quote } from '@loyaltykit/core'
import { ok, same } from './expect.ts'
import { catalogue, nowOf, readyToClaim } from './rewards.ts'
import type { Scene } from './scene.ts'
import { enrolled, signedInAgain } from './session.ts'
import { checks } from './suite.ts'

const needs = ['rewards.list', 'rewards.claim'] as const

/** A member with a coupon that a reward gave. */
async function holder(scene: Scene): Promise<{ identity: Identity; coupon: Coupon }> {
  const { identity, reward } = await readyToClaim(scene, ({ kind }) => kind === 'coupon')
  const { coupon } = await scene.call('rewards.claim', { rewardId: reward.id }, { identity })
  ok(coupon, `${reward.id} is a coupon, and its answer must have one`)
  return { identity, coupon }
}

const quoteOf = async (scene: Scene, cart: Cart, identity?: Identity): Promise<Quote> => {
  const { quotes: [quote] } = await scene.call('quotes.quote', { carts: [cart] }, identity ? { identity } : {})
  ok(quote, 'a cart must have its quote')
  return quote
}

const verdict = (quote: Quote, { code }: Coupon) => quote.rejectedCodes?.find((rejected) => rejected.code === code)?.because

/** A member, a coupon of theirs that works on the contract's cart, and the cart with its code. */
async function readyToUse(scene: Scene, signUp = () => scene.subject.signUp()): Promise<{ identity: Identity; coupon: Coupon; cart: Cart }> {
  for (const { id, kind } of await catalogue(scene)) {
    if (kind !== 'coupon') continue
    const identity = await signUp()
    const answer = await scene.call('rewards.claim', { rewardId: id }, { identity }).catch(() => undefined)
    if (!answer?.coupon) continue
    const cart = { ...scene.cart(), codes: [answer.coupon.code] }
    if (verdict(await quoteOf(scene, cart, identity), answer.coupon) === undefined) return { identity, coupon: answer.coupon, cart }
  }
  ok(false, 'the catalogue must have a coupon that a fresh member of the contract can take and use for its cart')
}

export const couponChecks = checks('coupons', [
  {
    says: 'lists what a member holds, to that member alone',
    needs,
    run: async (scene) => {
      const { identity, coupon } = await holder(scene)
      same(await scene.call('coupons.list', {}, { identity }), [coupon], 'the coupons')
      same(await scene.call('coupons.list', {}, { identity: await scene.subject.signUp() }), [], 'the coupons of somebody else')
    },
  },
  {
    says: 'lists those that can be used first, the soonest to end first',
    needs,
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      for (const { id, kind } of await catalogue(scene, identity)) if (kind === 'coupon') await scene.call('rewards.claim', { rewardId: id }, { identity }).catch(() => undefined)
      const coupons = await scene.call('coupons.list', {}, { identity })
      const open = coupons.filter(({ state }) => state === 'available')
      same(coupons.slice(0, open.length), open, 'what comes first')
      const ends = open.map(({ validUntil }) => (validUntil === undefined ? Number.POSITIVE_INFINITY : Date.parse(validUntil)))
      same(ends, [...ends].sort((a, b) => a - b), 'when they end')
    },
  },
  {
    says: 'takes something off its member\'s cart, and off nobody else\'s',
    needs: [...needs, 'quotes.quote'],
    run: async (scene) => {
      const { identity, coupon, cart } = await readyToUse(scene)
      const quote = await quoteOf(scene, cart, identity)
      const { codes: _, ...bare } = cart
      const plain = await quoteOf(scene, bare, identity)
      const off = quote.discounts.filter(({ code }) => code === coupon.code).reduce((sum, { money }) => sum + money.amount, 0)
      ok(off > 0, 'the quote must tell what the code takes off')
      same(quote.due.amount, plain.due.amount - off, 'what is due with the code')
      for (const stranger of [await scene.subject.signUp(), undefined]) {
        const theirs = await quoteOf(scene, cart, stranger)
        same([verdict(theirs, coupon), theirs.due], ['unknown', (await quoteOf(scene, bare, stranger)).due], 'the code in somebody else\'s cart')
      }
    },
  },
  {
    says: 'is used by a purchase, and can be used again when all of it came back',
    needs: [...needs, 'quotes.quote'],
    means: ['purchase', 'refund'],
    run: async (scene) => {
      const { identity, coupon, cart } = await readyToUse(scene)
      const state = async () => (await scene.call('coupons.list', {}, { identity })).find(({ id }) => id === coupon.id)?.state
      await scene.subject.purchase?.({ identity, cart, orderId: 'contract-coupon' })
      ok((await state()) !== 'available', 'a coupon that was used must not be available')
      same(verdict(await quoteOf(scene, cart, identity), coupon), 'used', 'why the code does nothing')
      await scene.subject.refund?.({ orderId: 'contract-coupon' })
      same([await state(), verdict(await quoteOf(scene, cart, identity), coupon)], ['available', undefined], 'the coupon after the return')
    },
  },
  {
    says: 'ends when it says, and does nothing afterwards',
    needs: [...needs, 'quotes.quote', 'session.requestCode', 'session.verifyCode', 'members.enrol'],
    means: ['advance', 'codeFor'],
    run: async (scene) => {
      let identifier = scene.identifier()
      const { coupon, cart } = await readyToUse(scene, async () => {
        identifier = scene.identifier()
        const { token = '' } = await enrolled(scene, identifier)
        return { kind: 'token', token }
      })
      if (coupon.validUntil === undefined) return
      await scene.subject.advance?.(`${Math.ceil((Date.parse(coupon.validUntil) - await nowOf(scene)) / 86_400_000) + 1} days`)
      // the log-in may have ended before the coupon
      const identity = await signedInAgain(scene, identifier)
      same(verdict(await quoteOf(scene, cart, identity), coupon), 'expired', 'why the code does nothing')
      const shown = (await scene.call('coupons.list', {}, { identity })).find(({ id }) => id === coupon.id)
      ok(shown?.state !== 'available', 'a coupon that has ended must not be available')
    },
  },
])
