import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as testing from './index.ts'
import * as msw from './msw.ts'
import * as subject from './sandbox-subject.ts'

test('the public names for tests are these', () => {
  assert.deepEqual(Object.keys(testing).sort(), [
    'ContractFailure', 'aBalance', 'aCard', 'aCart', 'aChallenge', 'aClaim', 'aCodeChallenge', 'aCoupon', 'aGiftCard', 'aJoinedShop', 'aMember', 'aMetric',
    'aPartner', 'aPreferences', 'aProgram', 'aQuote', 'aRedemption', 'aReferral', 'aReferralLookup', 'aReward', 'aSession', 'aShop', 'aSmallBackend', 'aSmallShop',
    'aStanding', 'aSurvey', 'anActivityPage', 'anEntry', 'anOffer', 'backendContract', 'cards', 'challenges', 'claims', 'contractHead', 'contractRow',
    'coupons', 'failed', 'fieldOf', 'fill', 'giftCards', 'loading', 'memoryStorage', 'offers', 'partners', 'presetOffers', 'press', 'ready',
    'refreshing', 'rewards', 'sandboxSubject', 'submit', 'until', 'withLongTexts',
  ])
  assert.deepEqual(Object.keys(msw).sort(), ['gatewayBusy', 'gatewayDown', 'gatewayDripping', 'gatewayHandlers', 'gatewayLosesAnswers', 'gatewayNonsense', 'gatewaySlow'])
  assert.deepEqual(Object.keys(subject).sort(), ['sandboxSubject'])
})
