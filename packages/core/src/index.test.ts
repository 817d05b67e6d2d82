import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import * as core from './index.ts'
import * as keys from './keys.ts'
import * as operations from './operations.ts'
import * as schemas from './schemas/index.ts'

test('the public names of core are these', () => {
  assert.deepEqual(Object.keys(core).sort(), [
    'LoyaltyError', 'cartShape', 'check', 'createChangeLog', 'createLoyalty', 'deadlines', 'drawer', 'errorCodes', 'factShape', 'isInstant', 'isLoyaltyError', 'isPlainDate', 'isSafeUrl', 'lastValue',
    'newestChange', 'pageClients', 'partSources', 'toLoyaltyError', 'withDeadline',
  ])
  assert.deepEqual(Object.keys(operations), ['operations'])
  assert.deepEqual(Object.keys(keys).sort(), ['alone', 'digest', 'memoryKeys', 'once', 'sleep'])
})

test('the public schemas are these', () => {
  assert.deepEqual(Object.keys(schemas).sort().join(' '), 'ActivateOffer ActivatedOffer ActivityEntry ActivityPage ActivityQuery Amount AnswerSurvey Balance Balances Batch Benefit Card Cards Cart CartItem Challenge ChallengeAnswer Challenges Claim ClaimReward ClaimedReward Claims CodeChallenge ConfirmRedemption Consent ConsentRequest Count Coupon Coupons Currency CurrencyAmount CurrencyUnit Cursor EndSession Ended Enrol Enrolled Enrolment EnrolmentField ErrorBody Exchange ExchangeQuote ExchangeRequest ExchangeToken Exchanged ExportedData GiftCard GiftCardAnswer GiftCardNumber GiftCards HoldRedemption Id Identifier Instant Invitation JoinChallenge LeaveProgram Line LinkCard LinkPartner LinkedCard LogIn LogInProvider LookUpReferral LoyaltyFact Member Metric MetricAmount MetricProgress Money Nothing Offer Offers OpenStream Paragraph Partner PartnerAnswer PartnerCurrency Partners PlainDate PositiveAmount Preferences Profile Program Quote QuoteCarts QuotedCarts Redemption RedemptionChanged RedemptionId Redemptions Referral ReferralLookup RefreshSession RequestCode Reward RewardPage RewardQuery SafeUrl SendFacts Session Snapshot SnapshotQuery SpendLimit SubmitClaim SubmittedClaim Survey SurveyAnswered Surveys Tier TierStanding UnlinkPartner UpdatePreferences UpdatedPreferences Verified VerifyCode BackendChange partSchemas'.split(' ').sort().join(' '))
})

test('importing core does nothing that can be seen, needs no zod and no store of keys, and keeps no process alive', () => {
  const source = `
    import { registerHooks } from 'node:module'
    registerHooks({ resolve(name, context, next) {
      if (/^zod|[/](keys|once)[.]ts$/.test(name)) throw new Error(context.parentURL + ' loads ' + name)
      return next(name, context)
    } })
    const before = Reflect.ownKeys(globalThis).length
    await import('@loyaltykit/core')
    const after = Reflect.ownKeys(globalThis).filter((name) => name !== 'nanostoresGlobal').length
    if (before !== after) throw new Error('a global was made')`
  execFileSync(process.execPath, ['--conditions=loyaltykit-source', '--input-type=module', '-e', source], { timeout: 5_000 })
})
