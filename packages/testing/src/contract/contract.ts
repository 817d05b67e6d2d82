import type { Group, LoyaltyBackend } from '@loyaltykit/core'
import { activityChecks } from './activity.ts'
import { apartChecks } from './apart.ts'
import { balanceChecks } from './balances.ts'
import { eventChecks } from './events.ts'
import { challengeChecks } from './challenges.ts'
import { couponChecks } from './coupons.ts'
import { cardChecks } from './cards.ts'
import { claimChecks } from './claims.ts'
import { everyCall, everyCallChecks } from './every-call.ts'
import { giftCardChecks } from './gift-cards.ts'
import { memberChecks } from './members.ts'
import { offerChecks } from './offers.ts'
import { partnerChecks } from './partners.ts'
import { preferenceChecks } from './preferences.ts'
import { programChecks } from './program.ts'
import { quoteChecks } from './quotes.ts'
import { redemptionChecks } from './redemptions.ts'
import { referralChecks } from './referrals.ts'
import { rewardChecks } from './rewards.ts'
import { openScene } from './scene.ts'
import { sessionChecks } from './session.ts'
import { streamChecks } from './stream.ts'
import type { ContractSubject } from './subject.ts'
import type { Check } from './suite.ts'
import { surveyChecks } from './surveys.ts'
import { tierChecks } from './tiers.ts'

/** The groups of the port, in the order of the capability table. */
export const groups: readonly Group[] = [
  'program', 'session', 'members', 'balances', 'activity', 'tiers', 'offers', 'quotes', 'redemptions', 'rewards', 'referrals', 'coupons', 'giftCards',
  'partners', 'challenges', 'surveys', 'claims', 'cards', 'preferences', 'events', 'stream', 'snapshot',
]

const byGroup = [
  ...programChecks, ...sessionChecks, ...memberChecks, ...balanceChecks, ...activityChecks, ...tierChecks, ...offerChecks, ...quoteChecks, ...redemptionChecks,
  ...rewardChecks, ...referralChecks, ...couponChecks, ...giftCardChecks, ...partnerChecks, ...claimChecks, ...cardChecks, ...challengeChecks, ...surveyChecks, ...preferenceChecks, ...eventChecks, ...streamChecks, ...apartChecks,
]
/** Every check of the contract. */
export const contractChecks: readonly Check[] = [...byGroup, ...everyCall.flatMap(everyCallChecks)]

/** What `backendContract` takes. */
export interface ContractOptions {
  /** `test` of node:test, `it` of mocha, or anything that takes a name and what to run. */
  readonly test: (name: string, run: () => Promise<void>) => unknown
  /** Makes a fresh subject; called for every check. */
  readonly create: () => Promise<ContractSubject>
  /** The backend's name in test names and in the table. Its own where absent. */
  readonly name?: string
}

/** How the contract went. */
export interface ContractReport {
  /** Groups that the backend has not got. */
  readonly absent: readonly Group[]
  /** Checks that were left out, with what they would have needed. */
  readonly leftOut: readonly { readonly check: string; readonly needs: readonly string[] }[]
  /** How many checks are run. */
  readonly count: number
  /** The backend's row of the capability table, in markdown, once the tests have run: `contractHead` is the head above it. */
  row(): string
}

/**
 * The definition of "this backend works": a test for each promise of the port. A group that the backend lacks is honoured as absent.
 * It opens one subject to see what is there, so await it before the runner starts.
 */
export async function backendContract({ test, create, name }: ContractOptions): Promise<ContractReport> {
  const probe = await create()
  const { backend } = probe
  const title = name ?? backend.name
  const lacks = (check: Check) => lackedBy(check, probe)
  const kept = contractChecks.filter((check) => lacks(check).length === 0)
  const passed = new Map<Group, number>()
  for (const check of kept) {
    test(`${title}: ${checkName(check)}`, async () => {
      const scene = await openScene(create)
      try {
        await check.run(scene, () => openScene(create))
      } finally {
        await scene.subject.dispose()
      }
      passed.set(check.group, (passed.get(check.group) ?? 0) + 1)
    })
  }
  await probe.dispose()
  return {
    absent: groups.filter((group) => !backend[group]),
    leftOut: byGroup.filter((check) => backend[check.group] && lacks(check).length).map((check) => ({ check: checkName(check), needs: lacks(check) })),
    count: kept.length,
    row: () => contractRow(title, groups.map((group) => {
      if (!backend[group]) return 'absent'
      return passed.get(group) === kept.filter((check) => check.group === group).length ? 'proved' : 'failed'
    })),
  }
}

/** A check's name in a report: the group, then the behaviour. */
export const checkName = ({ group, says }: Check): string => (says.startsWith(`${group}.`) ? says : `${group} ${says}`)

/** The group, the calls and the means that a check would need and a subject has not got. */
export const lackedBy = ({ group, needs = [], means = [] }: Check, subject: ContractSubject): string[] => [
  ...(subject.backend[group] ? [] : [group]),
  ...needs.filter((call) => !has(subject.backend, call)),
  ...means.filter((mean) => !subject[mean]),
]

function has(backend: LoyaltyBackend, call: string): boolean {
  const [group = '', method = ''] = call.split('.')
  return typeof (backend as unknown as Record<string, Record<string, unknown> | undefined>)[group]?.[method] === 'function'
}

const signs = { proved: '✓', absent: '–', failed: '✗', partly: '(✓)', untried: '?' } as const

/** The head of the capability table, in markdown. */
export const contractHead: string = `| backend | ${groups.join(' | ')} |\n|${' --- |'.repeat(groups.length + 1)}`

/** A row of it: `proved` groups passed all their checks, `partly` those that could be run. */
export const contractRow = (name: string, marks: readonly (keyof typeof signs)[]): string => `| ${name} | ${marks.map((mark) => signs[mark]).join(' | ')} |`
