/** The public face of the elements: names by entry, types too, and events by tag. Read from the sources, since they need a page to run. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const source = resolve(import.meta.dirname, '../../packages/elements/src');

/** What the package gives as a whole, by element. */
const index: readonly string[] = [
  'LoyaltyActivateRequestEvent LoyaltyActivatedEvent LoyaltyOfferCarousel',
  'LoyaltyActivity LoyaltyActivityExportedEvent LoyaltyExportActivityRequestEvent StatementFilter',
  'LoyaltyBalance',
  'LoyaltyCancelRedemptionRequestEvent LoyaltyRedeem LoyaltyRedeemRequestEvent LoyaltyRedeemedEvent LoyaltyRedemptionCancelledEvent',
  'LoyaltyEarnPreview',
  'LoyaltyEnrolRequestEvent LoyaltyEnrolledEvent LoyaltyEnrolmentForm EnrolTicket',
  'LoyaltyFailedEvent LoyaltyLoginRequestEvent',
  'LoyaltyLogInRequestEvent LoyaltyLogOutRequestEvent LoyaltyLoggedInEvent LoyaltyLoggedOutEvent LoyaltyLogin',
  'LoyaltyLinkPartnerRequestEvent LoyaltyPartnerLinkedEvent LoyaltyUnlinkPartnerRequestEvent LoyaltyPartnerUnlinkedEvent LoyaltyExchangeRequestEvent LoyaltyExchangedEvent LoyaltyPartners ExchangeQuote',
  'LoyaltyJoinChallengeRequestEvent LoyaltyChallengeJoinedEvent LoyaltyChallengeCompletedEvent LoyaltyChallenges',
  'LoyaltyAnswerSurveyRequestEvent LoyaltySurveyAnsweredEvent LoyaltySurveyDismissedEvent LoyaltySurvey SurveyAnswer',
  'LoyaltySubmitClaimRequestEvent LoyaltyClaimSubmittedEvent LoyaltyClaimForm NewClaim',
  'LoyaltyProvider',
  'LoyaltyReferral LoyaltyShareRequestEvent LoyaltySharedEvent ShareMethod',
  'LoyaltyClaimRewardRequestEvent LoyaltyRewardClaimedEvent LoyaltyRewardList TakenReward',
  'LoyaltyCouponCopiedEvent LoyaltyCoupons LoyaltyUseCouponRequestEvent',
  'LoyaltyAttachGiftCardRequestEvent LoyaltyCheckGiftCardRequestEvent LoyaltyGiftCard LoyaltyGiftCardAttachedEvent LoyaltyGiftCardCheckedEvent TypedGiftCard',
  'LoyaltyCard LoyaltyCardLinkedEvent LoyaltyCardShownEvent LoyaltyLinkCardRequestEvent',
  'BookedRate LoyaltyJoinRequestEvent LoyaltyMemberRate LoyaltyMemberRateRequestEvent',
  'LoyaltyDataExportedEvent LoyaltyExportDataRequestEvent LoyaltyLeaveProgramRequestEvent LoyaltyPreferences LoyaltyPreferencesUpdatedEvent LoyaltyProgramLeftEvent LoyaltyUpdatePreferencesRequestEvent PreferenceChanges',
  'LoyaltyAccount LoyaltySectionChangedEvent',
  'LoyaltyTierChangedEvent LoyaltyTierProgress',
];

/** What a consumer can import, by file. */
const names: Readonly<Record<string, string>> = {
  'index.ts': index.join(' '),
  'shared/index.ts': 'ElementState LoyaltyFailedEvent PartlyTranslated captureReferral captureSource defineElement loadWords',
  'shared/words/en.ts': 'SharedWords en',
  'shared/words/ar.ts': 'catalogue',
  'shared/words/de.ts': 'catalogue',
  'shared/words/es.ts': 'catalogue',
  'shared/words/fr.ts': 'catalogue',
  'shared/words/he.ts': 'catalogue',
  'shared/words/kk.ts': 'catalogue',
  'shared/words/ru.ts': 'catalogue',
  'shared/words/tr.ts': 'catalogue',
  'shared/words/zh.ts': 'catalogue',
  'activity/activity.ts': 'LoyaltyActivity',
  'balance/balance.ts': 'LoyaltyBalance',
  'card/card.ts': 'LoyaltyCard',
  'member-rate/member-rate.ts': 'LoyaltyMemberRate MemberRateState',
  'preferences/preferences.ts': 'LoyaltyPreferences',
  'account/account.ts': 'LoyaltyAccount',
  'coupons/coupons.ts': 'LoyaltyCoupons',
  'earn-preview/earn-preview.ts': 'EarnPreviewState LoyaltyEarnPreview',
  'enrolment-form/enrolment-form.ts': 'EnrolTicket LoyaltyEnrolmentForm',
  'gift-card/gift-card.ts': 'LoyaltyGiftCard',
  'login/login.ts': 'LoyaltyLogin',
  'offer-carousel/offer-carousel.ts': 'LoyaltyOfferCarousel',
  'partners/partners.ts': 'LoyaltyPartners',
  'challenges/challenges.ts': 'LoyaltyChallenges',
  'survey/survey.ts': 'LoyaltySurvey',
  'claim-form/claim-form.ts': 'LoyaltyClaimForm',
  'provider/provider.ts': 'LoyaltyProvider',
  'redeem/redeem.ts': 'LoyaltyRedeem RedeemState',
  'referral/referral.ts': 'LoyaltyReferral',
  'reward-list/reward-list.ts': 'LoyaltyRewardList',
  'tier-progress/tier-progress.ts': 'LoyaltyTierProgress',
}

const parse = (file: string) => ts.createSourceFile(file, readFileSync(join(source, file), 'utf8'), ts.ScriptTarget.Latest, true);

/** The names that a module exports. */
function exported(file: string): readonly string[] {
  return parse(file).statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      assert.ok(statement.exportClause && ts.isNamedExports(statement.exportClause), `${file} exports by name only`);
      return statement.exportClause.elements.map(({ name }) => name.text);
    }
    const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
    const { name } = statement as ts.DeclarationStatement;
    return name ? [name.getText()] : [];
  }).sort();
}

const elements = globSync('*/define.ts', { cwd: source }).map((file) => file.split('/')[0] ?? '').filter((name) => name !== 'shared').sort();

test('the entries are these', () => {
  const words = globSync('shared/words/*.ts', { cwd: source });
  assert.deepEqual(Object.keys(names).sort(), ['index.ts', 'shared/index.ts', ...words, ...elements.map((name) => `${name}/${name}.ts`)].sort());
});

for (const [file, expected] of Object.entries(names)) {
  test(`the public names of ${file} are these`, () => assert.deepEqual(exported(file), expected.split(' ').sort()));
}

/** The events of the global event map, by class. */
const events = new Map(globSync('**/*.ts', { cwd: source, exclude: ['**/*.test.ts', '**/*.stories.ts'] }).flatMap((file) =>
  [...readFileSync(join(source, file), 'utf8').matchAll(/^ {4}'(loyalty-[\w-]+)': (Loyalty\w+Event)$/gm)].map(([, name, type]) => [type ?? '', name ?? ''] as const)));

test('every event has its class among the public names', () => {
  const publicNames = exported('index.ts');
  assert.deepEqual([...events.keys()].filter((name) => !publicNames.includes(name)), []);
  assert.ok(events.size >= 15, `only ${events.size} events were found`);
});

/** What each element makes by its helpers, beside `new …Event(` in its own folder. */
const helped: readonly (readonly [call: RegExp, event: string])[] = [
  [/new ActionController\(|extends PasscodeElement/, 'LoyaltyFailedEvent'],
  [/\brequestLogin\(/, 'LoyaltyLoginRequestEvent'],
  [/\brequestJoin\(/, 'LoyaltyJoinRequestEvent'],
];

for (const name of elements) {
  test(`the doc comment of loyalty-${name} names every event that it dispatches, with its class`, () => {
    const code = globSync(`${name}/*.ts`, { cwd: source, exclude: ['**/*.test.ts', '**/*.stories.ts', '**/*.events.ts'] }).map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
    const made = [...code.matchAll(/new (Loyalty\w+Event)\(/g)].map(([, type]) => type ?? '');
    const dispatched = new Set([...made, ...helped.flatMap(([call, type]) => (call.test(code) ? [type] : []))]);
    const documented = [...readFileSync(join(source, name, `${basename(name)}.ts`), 'utf8').matchAll(/^ \* @(?:fires|event) \{(Loyalty\w+Event)\} (loyalty-[\w-]+) - \S/gm)];
    assert.deepEqual(documented.map(([, type]) => type).sort(), [...dispatched].sort());
    for (const [, type = '', event] of documented) assert.equal(event, events.get(type), `${type} is dispatched as ${events.get(type)}`);
  });
}
