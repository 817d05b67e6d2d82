import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ActivityEntry, ActivityPage, Balance, Cart, Challenges, Claims, CodeChallenge, Coupons, GiftCards, Member, MetricProgress, Offers, Partners, Program, Quote, Redemption, Referral, ReferralLookup, RewardPage, Session, Surveys, TierStanding,
} from '@loyaltykit/core/schemas'
import {
  aBalance, aCart, aCodeChallenge, aMember, aMetric, anActivityPage, anEntry, anOffer, aProgram, aQuote, aRedemption, aReferral, aReferralLookup, aSession, aStanding, aSurvey, challenges, claims, coupons, giftCards,
  offers, partners, presetOffers, rewards, withLongTexts,
} from '../index.ts'

const built: readonly (readonly [name: string, schema: { parse(value: unknown): unknown }, value: unknown])[] = [
  ['aProgram', Program, aProgram()], ['aProgram in Russian', Program, aProgram({}, 'ru')], ['aMember', Member, aMember()], ['aSession', Session, aSession()],
  ['aCodeChallenge', CodeChallenge, aCodeChallenge()], ['aBalance', Balance, aBalance()], ['anEntry', ActivityEntry, anEntry()], ['anActivityPage', ActivityPage, anActivityPage()],
  ['aMetric', MetricProgress, aMetric()], ['aStanding', TierStanding, aStanding()], ['anOffer', Offers, [anOffer()]], ['offers', Offers, offers()],
  ['presetOffers', Offers, presetOffers()], ['presetOffers in Russian', Offers, presetOffers('ru')], ['aCart', Cart, aCart()], ['aQuote', Quote, aQuote()],
  ['aRedemption', Redemption, aRedemption()], ['aReferral', Referral, aReferral()], ['aReferralLookup', ReferralLookup, aReferralLookup()],
  ['rewards', RewardPage, { items: rewards() }], ['coupons', Coupons, coupons()], ['giftCards', GiftCards, giftCards()],
  ...(['en', 'ru'] as const).flatMap((locale) => [
    [`partners in ${locale}`, Partners, partners(locale)], [`challenges in ${locale}`, Challenges, challenges(locale)], [`claims in ${locale}`, Claims, claims(locale)],
    [`surveys in ${locale}`, Surveys, (['nps', 'rating', 'choice', 'text'] as const).map((kind) => aSurvey({ kind }, locale))],
  ] as const),
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
