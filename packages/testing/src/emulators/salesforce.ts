/** Salesforce Loyalty Management on the sandbox's engine, as far as its samples and the paths of its mobile SDKs tell. */
import type { ActivityEntry, Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { currencyIds, programme, promotions, tierGroupId, tierIds } from './salesforce/programme.ts'
import { contextOf, joined } from './shared/people.ts'
import { routed, type Route } from './shared/routes.ts'
import { serveEmulator, type Answer, type Served } from './shared/server.ts'

export { currencyIds, tierIds } from './salesforce/programme.ts'
export { salesforceCheck } from './salesforce/samples.ts'

/** A Salesforce of one's own, with the shop that uses it. */
export interface SalesforceEmulator extends Served {
  readonly program: string
  /** Good until the next one is given. */
  grant(): Promise<{ readonly token: string }>
  readonly sandbox: Sandbox
  readonly shop: {
    /** Gives Salesforce's id of the member. */
    join(): Promise<string>
    purchase(sale: { readonly id: string; readonly cart: Cart; readonly orderId: string }): Promise<void>
    refund(goods: { readonly orderId: string }): Promise<void>
    /** A voucher; dates as `2026-12-31`. */
    give(id: string, voucher: { readonly code: string; readonly status: string; readonly until: string }): void
    deactivate(id: string): void
  }
}

interface Member { readonly id: string; readonly number: string; readonly memberId: string; readonly joined: string; readonly status: string; readonly enrolled: ReadonlySet<string> }

class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, errorCode: string) {
    super(errorCode)
    this.answer = { status, body: [{ errorCode, message: errorCode }] }
  }
}

/** Opens a Salesforce on a port of this machine. */
export async function emulateSalesforce(): Promise<SalesforceEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'salesforce', now: '2026-11-22T10:00:00Z' })
  const program = 'NTO Insider'
  const members = new Map<string, Member>()
  const vouchers = new Map<string, { readonly code: string; readonly status: string; readonly until: string }[]>()
  let tokens = 0
  const today = () => new Date(sandbox.now()).toISOString().slice(0, 10)
  const known = (id: string | null | undefined): Member => {
    const found = members.get(id ?? '')
    if (!found) throw new Refused(404, 'NOT_FOUND')
    return found
  }
  const byNumber = (number: unknown): Member => known([...members.values()].find((one) => one.number === number)?.id)

  async function profile({ id, number, memberId, joined: since, status }: Member): Promise<object> {
    const [balances, standing] = await Promise.all([sandbox.balances.list({}, contextOf(memberId)), sandbox.tiers.progress({}, contextOf(memberId))])
    const tier = (standing.current ?? 'silver') as keyof typeof tierIds
    return {
      additionalLoyaltyProgramMemberFields: {}, associatedAccount: null, associatedContact: { contactId: '0034x00001EhiXSAAZ', email: 'ada@shop.example', firstName: 'Ada', lastName: 'Lovelace' }, canReceivePartnerPromotions: true,
      canReceivePromotions: true, enrollmentChannel: 'Email', enrollmentDate: since, groupCreatedByMember: null, groupName: null, lastActivityDate: null, loyaltyProgramMemberId: id, loyaltyProgramName: program,
      memberCurrencies: balances.map(({ currency, available, pending = 0 }) => ({
        additionalLoyaltyMemberCurrencyFields: {}, escrowPointsBalance: pending, expirablePoints: 0, lastAccrualProcessedDate: null, lastEscrowProcessedDate: null, lastExpirationProcessRunDate: null, lastPointsAggregationDate: null,
        lastPointsResetDate: null, loyaltyMemberCurrencyName: currency === 'tier' ? 'Tier Points' : 'Reward Points', loyaltyProgramCurrencyId: currencyIds[currency as keyof typeof currencyIds], loyaltyProgramCurrencyName: null,
        memberCurrencyId: '0lz4x000000LC3nAAG', nextQualifyingPointsResetDate: currency === 'tier' ? '2027-01-01' : null, pointsBalance: available, qualifyingPointsBalanceBeforeReset: 0, totalEscrowPointsAccrued: 0,
        totalEscrowRolloverPoints: 0, totalPointsAccrued: 0, totalPointsExpired: 0, totalPointsRedeemed: 0,
      })),
      memberStatus: status,
      memberTiers: [{
        additionalLoyaltyMemberTierFields: {}, areTierBenefitsAssigned: false, loyaltyMemberTierId: '0ly4x000000btVzAAI', loyaltyMemberTierName: programme.tiers.find((one) => one.id === tier)?.name['en'] ?? '', tierChangeReason: null,
        tierChangeReasonType: null, tierEffectiveDate: since, tierExpirationDate: '2027-11-30', tierGroupId, tierGroupName: null, tierId: tierIds[tier], tierSequenceNumber: 10,
      }],
      memberType: 'Individual', membershipEndDate: '2030-01-01', membershipLastRenewalDate: null, membershipNumber: number, referredBy: null, relatedCorporateMembershipNumber: null, transactionJournalStatementFrequency: 'Monthly',
      transactionJournalStatementLastGeneratedDate: null, transactionJournalStatementMethod: 'Mail',
    }
  }

  const ledger: Route = async ({ at: { number }, query }) => {
    const { memberId } = byNumber(number)
    const found: ActivityEntry[] = []
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
      found.push(...page.items)
      cursor = page.next
    }
    const from = (Number(query.get('pageNumber') ?? 1) - 1) * 200
    const journals = found.slice(from, from + 200).map(({ id, at, text = '', amount, currency }) => ({
      activityDate: at.replace(/(\.\d+)?Z$/, '.000Z'), additionalTransactionJournalAttributes: [], journalTypeName: text,
      pointsChange: [{ changeInPoints: amount, loyaltyMemberCurrency: currency === 'tier' ? 'Tier Points' : 'Reward Points' }], transactionJournalId: id, transactionJournalNumber: id,
    }))
    return { body: { message: null, status: true, transactionJournalCount: journals.length, transactionJournals: journals } }
  }

  const voucherList: Route = ({ at: { number }, query }) => {
    const own = (vouchers.get(byNumber(number).id) ?? []).slice((Number(query.get('pageNumber') ?? 1) - 1) * 200).slice(0, 200)
    return { body: { voucherCount: own.length, vouchers: own.map(({ code, status, until }, index) => ({
      description: '20% off.', discountPercent: 20, effectiveDate: today(), expirationDate: until, isVoucherDefinitionActive: true, isVoucherPartiallyRedeemable: false, promotionId: '0c8RO0000000ILdYAM', promotionName: 'Birthday Promotion',
      redeemedValue: 0, remainingValue: 0, status, type: 'DiscountPercentage', voucherCode: code, voucherDefinition: 'Birthday voucher', voucherId: `0kDRO000000${code}`, voucherImageUrl: 'https://images.example/voucher.jpg', voucherNumber: String(index),
    })) } }
  }

  const results = (list: readonly object[]): Answer => ({ body: { message: null, outputParameters: { outputParameters: { results: list } }, simulationDetails: {}, status: true } })
  const asked = (body: unknown) => (body as { processParameters: readonly Readonly<Record<string, string>>[] }).processParameters[0] ?? {}
  const data = '/services/data/v58.0'
  const process = `${data}/connect/loyalty/programs/{program}/program-processes`
  const route = routed({
    [`GET ${data}/loyalty-programs/{program}/members`]: async ({ query }) => ({ body: await profile(known(query.get('memberId'))) }),
    [`GET ${data}/loyalty/programs/{program}/members/{number}/transaction-ledger-summary`]: ledger,
    [`GET ${data}/loyalty/programs/{program}/members/{number}/vouchers`]: voucherList,
    [`POST ${process}/GetMemberPromotions`]: ({ body }) => {
      const { enrolled } = byNumber(asked(body)['MembershipNumber'])
      return results(promotions.map(({ id, name, needs, from, until, locked, image }) => ({
        memberEligibilityCategory: locked ? 'Ineligible' : needs && !enrolled.has(name) ? 'EligibleButNotEnrolled' : 'Eligible', promotionEnrollmentRqr: needs, promotionName: name, promotionId: id, startDate: from, description: name, imageName: 'offer1', ...(image === undefined ? {} : { promotionImageURL: image }),
        ...(until === undefined ? {} : { endDate: until, promEnrollmentStartDate: from, promotionEnrollmentEndDate: until }), loyaltyPromotionType: 'STANDARD', fulfillmentAction: 'CREDIT_POINTS',
      })))
    },
    [`POST ${process}/EnrollInPromotion`]: ({ body }) => {
      const { MembershipNumber: number, PromotionName: name } = asked(body)
      const member = byNumber(number)
      const found = promotions.find((one) => one.name === name)
      if (!found || found.locked || member.enrolled.has(found.name)) return { body: { message: 'The member can\'t be enrolled', outputParameters: null, simulationDetails: {}, status: false } }
      members.set(member.id, { ...member, enrolled: new Set([...member.enrolled, found.name]) })
      return results([{ MemberId: '1lp4x00000002ffAAA' }])
    },
  })
  const served = await serveEmulator(async (heard) => {
    try {
      if (heard.headers['authorization'] !== `Bearer token-${tokens}`) throw new Refused(401, 'INVALID_SESSION_ID')
      if (!heard.path.split('/').map(decodeURIComponent).includes(program)) throw new Refused(404, 'NOT_FOUND')
      return await (route(heard) ?? new Refused(404, 'NOT_FOUND').answer)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  })
  const shop: SalesforceEmulator['shop'] = {
    join: async () => {
      const place = String(members.size).padStart(4, '0')
      const id = `0lM4x00000L${place}AAA`
      members.set(id, { id, number: `M-${place}/x`, memberId: await joined(sandbox, `+4424${place.padStart(8, '0')}`), joined: today(), status: 'Active', enrolled: new Set() })
      return id
    },
    purchase: async ({ id, cart, orderId }) => void (await sandbox.till.purchase({ memberId: known(id).memberId, cart, orderId })),
    refund: async (goods) => void (await sandbox.till.refund(goods)),
    give: (id, voucher) => void vouchers.set(id, [...(vouchers.get(id) ?? []), voucher]),
    deactivate: (id) => void members.set(id, { ...known(id), status: 'Inactive' }),
  }
  return {
    ...served, program, sandbox, shop,
    grant: async () => ({ token: `token-${(tokens += 1)}` }),
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}
