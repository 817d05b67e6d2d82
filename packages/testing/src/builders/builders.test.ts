import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ActivityEntry, ActivityPage, Balance, Cart, CodeChallenge, Coupons, GiftCards, Member, MetricProgress, Offers, Program, Quote, Redemption, Referral, ReferralLookup, RewardPage, Session, TierStanding,
} from '@loyaltykit/core/schemas'
import {
  aBalance, aCart, aCodeChallenge, aMember, aMetric, anActivityPage, anEntry, anOffer, aProgram, aQuote, aRedemption, aReferral, aReferralLookup, aSession, aStanding, coupons, giftCards, offers,
  presetOffers, rewards, withLongTexts,
} from '../index.ts'

const built: readonly (readonly [name: string, schema: { parse(value: unknown): unknown }, value: unknown])[] = [
  ['aProgram', Program, aProgram()], ['aProgram in Russian', Program, aProgram({}, 'ru')], ['aMember', Member, aMember()], ['aSession', Session, aSession()],
  ['aCodeChallenge', CodeChallenge, aCodeChallenge()], ['aBalance', Balance, aBalance()], ['anEntry', ActivityEntry, anEntry()], ['anActivityPage', ActivityPage, anActivityPage()],
  ['aMetric', MetricProgress, aMetric()], ['aStanding', TierStanding, aStanding()], ['anOffer', Offers, [anOffer()]], ['offers', Offers, offers()],
  ['presetOffers', Offers, presetOffers()], ['presetOffers in Russian', Offers, presetOffers('ru')], ['aCart', Cart, aCart()], ['aQuote', Quote, aQuote()],
  ['aRedemption', Redemption, aRedemption()], ['aReferral', Referral, aReferral()], ['aReferralLookup', ReferralLookup, aReferralLookup()],
  ['rewards', RewardPage, { items: rewards() }], ['coupons', Coupons, coupons()], ['giftCards', GiftCards, giftCards()],
]

for (const [name, schema, value] of built) {
  test(`${name} is what the port promises, with nothing beside it, and also with long texts`, () => {
    const plain = (of: unknown) => JSON.parse(JSON.stringify(of)) as unknown
    for (const variant of [value, withLongTexts(value), withLongTexts(value, 'ru')]) assert.deepEqual(plain(schema.parse(variant)), plain(variant))
  })
}

test('long texts are long, and in their language', () => {
  assert.ok(withLongTexts(anOffer()).title.length > 140)
  assert.match(withLongTexts(aProgram(), 'ru').name, /[а-я]/)
  assert.equal(withLongTexts(anOffer()).id, anOffer().id)
})
