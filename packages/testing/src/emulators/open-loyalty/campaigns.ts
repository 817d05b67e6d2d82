import type { Route } from '../shared/routes.ts'
import { translated, tierIdOf, tierName } from './members.ts'
import { linesOf, opened, scaleOf, walletBasic } from './points.ts'
import { campaigns, programme } from './programme.ts'
import { contextOf, idOf, joinedAt, type OpenLoyaltyState } from './state.ts'
import { decimal, listed, matching, notFound, uuidOf, zoned } from './words.ts'

const thresholds = programme.tiers.map(({ id, name, benefits, reachedBy: [goal] }) => ({ id, name, benefits, units: decimal(goal?.amount ?? 0, 2) }))
const attribute = 'cumulatedEarnedUnits'

const tierSet = {
  tierSetId: idOf.tierSet, name: 'Club tiers', active: true, createdAt: opened, updatedAt: opened, labels: [], conditions: [{ id: idOf.condition, attribute, walletType: 'default' }],
  tiers: thresholds.map(({ id, name }) => ({ levelId: idOf.tier(id), name: name['en'] ?? id, active: true })), translations: translated({ en: 'Club tiers', pl: 'Poziomy klubu' }), isMigrated: false, isDefault: true, downgrade: { mode: 'periodic', period: 'registration_anniversary' },
}

const listedCampaign = ({ id, name, visibleTo, tier, effect, type, ends }: (typeof campaigns)[number]) => ({
  campaignId: idOf.campaign(id), name: name.en, type: type ?? 'direct', trigger: 'transaction', active: true, activity: { startsAt: opened, ...(ends === undefined ? {} : { endsAt: zoned(ends) }) }, createdAt: opened, displayOrder: 1, labels: [],
  rules: [{ name: name.en, conditions: [], effects: [{ effect, pointsRule: 'transaction.grossValue' }] }], visibility: { target: visibleTo, ...(tier === undefined ? {} : { tiers: [idOf.tier(tier)] }) },
  translations: (['en', 'pl'] as const).map((locale, index) => ({ id: index + 1, locale, name: name[locale] })),
})

interface Simulated { readonly simulate: { readonly customer?: { readonly id?: string }; readonly transaction: { readonly items?: readonly { readonly sku?: string; readonly qty?: number | string; readonly grossValue?: number | string; readonly category?: string }[] } } }

const base = '/api/{storeCode}'

/** Tiers, campaigns, challenges and badges. */
export const campaignRoutes = (state: OpenLoyaltyState): Readonly<Record<string, Route>> => ({
  [`GET ${base}/tierSet`]: (heard) => listed([tierSet].filter(matching<typeof tierSet>(heard.query, { active: (one) => one.active })), heard),
  // never in the order of their thresholds
  [`GET ${base}/tierSet/{tierSet}/tiers`]: ({ at: { tierSet: id }, query }) => {
    if (id !== idOf.tierSet) throw notFound()
    return listed([...thresholds].reverse().map((tier) => ({
      levelId: idOf.tier(tier.id), tierSet: { tierSetId: { tierSetId: idOf.tierSet }, name: tierSet.name }, name: tier.name['en'] ?? tier.id, storeCode: state.storeCode, active: true,
      rewards: tier.benefits.map(({ id: benefit, title }) => ({ rewardId: uuidOf('benefit', benefit), name: title['en'] ?? benefit, code: benefit, labels: [], active: true, createdAt: opened, updatedAt: opened })),
      conditions: tier.id === 'bronze' ? [] : [{ conditionId: idOf.condition, attribute, value: tier.units }], translations: translated(tier.name), createdAt: opened, updatedAt: opened, hasPhoto: false, conditionValue: tier.units, isDefault: tier.id === 'bronze',
    })), { query })
  },
  [`GET ${base}/member/{member}/tierSet/{tierSet}`]: async ({ at: { member = '', tierSet: id } }) => {
    if (id !== idOf.tierSet) throw notFound()
    const { current = 'bronze', since, validUntil, next, keep } = await state.sandbox.tiers.progress({}, contextOf(joinedAt(state, member).memberId))
    const [metric] = next?.metrics ?? keep?.metrics ?? []
    return {
      body: {
        currentTierId: idOf.tier(current), currentTierName: tierName(current)?.['en'] ?? current, tierSetId: idOf.tierSet, tierSetName: tierSet.name, manually: false, downgrade: 'periodic',
        ...(next ? { nextTierId: idOf.tier(next.tier), nextTierName: tierName(next.tier)?.['en'] ?? next.tier, currentProgress: metric ? (100 * metric.have) / metric.need : 0 } : {}),
        ...(since && current !== 'bronze' ? { lastPromotionAt: zoned(since) } : {}), ...(validUntil ? { nextRecalculationAt: zoned(validUntil) } : {}),
        nextTierCurrentProgress: next && metric ? [{ conditionId: idOf.condition, attribute, currentValue: decimal(metric.have, 2), valueGoal: decimal(metric.need, 2), walletType: 'default' }] : [],
      },
    }
  },
  [`GET ${base}/campaign`]: ({ query }) => listed(campaigns.map(listedCampaign).filter(matching<{ active: boolean }>(query, { active: (one) => one.active })), { query }),
  [`GET ${base}/member/{member}/campaign/visible`]: async ({ at: { member = '' }, query }) => {
    const tier = await tierIdOf(state, joinedAt(state, member).memberId)
    return listed(campaigns.filter((one) => one.tier === undefined || one.tier === tier).map(listedCampaign).map(({ campaignId, name, active, activity, createdAt, type, trigger, translations }) => ({
      campaignId, name, active, activity, translations: Object.fromEntries(translations.map(({ locale, name: title }) => [locale, { name: title }])), createdAt, type, trigger,
    })), { query })
  },
  [`POST ${base}/campaign/simulate`]: async ({ body }) => {
    const { simulate: { customer, transaction: { items = [] } } } = body as Simulated
    const memberId = customer?.id === undefined ? undefined : joinedAt(state, customer.id).memberId
    const cart = { id: 'simulated', currency: programme.money, items: linesOf(items.map(({ sku = '', qty = 1, grossValue = 0, category }) => ({ sku, quantity: Number(qty), grossValue, ...(category ? { category } : {}) }))) }
    const { quotes: [quote] } = await state.sandbox.quotes.quote({ carts: [cart] }, contextOf(memberId))
    const campaign = { campaignId: idOf.campaign('earn'), name: 'Earn', type: 'direct', trigger: 'transaction', active: true, createdAt: opened }
    return {
      body: {
        effects: (quote?.earn ?? []).map(({ currency, amount }) => ({ type: 'give_points', campaign, points: decimal(amount, scaleOf(currency)), wallet: currency, target: 'self' })), evaluationWarnings: [],
        simulatedMember: customer?.id === undefined ? null : { memberId: customer.id, wallets: programme.currencies.map(({ id }, index) => ({ walletId: uuidOf('account', `${customer.id}/${id}`), walletType: { ...walletBasic(id), isDefault: index === 0, active: true, rewardSpending: index === 0 }, account: { activeUnits: 0 } })) },
      },
    }
  },

  [`GET ${base}/member/{member}/challenge`]: async ({ at: { member = '' }, query }) => {
    const own = await state.sandbox.challenges.list({}, contextOf(joinedAt(state, member).memberId))
    return listed(own.map(({ id, title, text, state: how, metric, have, need }) => ({
      campaignId: idOf.campaign(id), campaignName: title, campaignDescription: text ?? '', limitReached: how === 'completed',
      memberProgress: {
        completedCount: how === 'completed' ? 1 : 0,
        milestones: [{ milestoneId: uuidOf('milestone', id), periodGoal: metric === 'spend' ? decimal(need, 2) : need, currentPeriodValue: metric === 'spend' ? decimal(have, 2) : have, consecutivePeriods: 1, completedConsecutivePeriods: how === 'completed' ? 1 : 0, periodType: 'overall', type: 'direct', trigger: 'transaction', periodValue: 1 }],
      },
    })), { query })
  },
  [`GET ${base}/member/{member}/achievement`]: async ({ at: { member = '' }, query }) => {
    const own = await state.sandbox.challenges.list({}, contextOf(joinedAt(state, member).memberId))
    return listed(own.filter(({ metric }) => metric === 'orders').map(({ id, title, text, state: how, have, need }) => ({
      achievementId: uuidOf('achievement', id), achievementName: title, achievementDescription: text ?? '', limitReached: how === 'completed',
      memberProgress: { completedCount: how === 'completed' ? 1 : 0, rules: [{ achievementRuleId: uuidOf('rule', id), periodGoal: need, currentPeriodValue: have, consecutivePeriods: 1, completedConsecutivePeriods: how === 'completed' ? 1 : 0, periodType: 'overall', type: 'direct', trigger: 'transaction', periodValue: 1 }] },
    })), { query })
  },
  [`GET ${base}/challenge/trigger/member/{member}`]: async ({ at: { member = '' }, query }) => {
    const own = await state.sandbox.challenges.list({}, contextOf(joinedAt(state, member).memberId))
    return listed(own.flatMap(({ id, title, completedAt }) => (completedAt === undefined ? [] : [{ milestoneId: uuidOf('milestone', id), milestoneName: title, triggerId: uuidOf('trigger', id), createdAt: zoned(completedAt), campaignId: idOf.campaign(id), campaignName: title }])), { query })
  },
  [`GET ${base}/member/{member}/badge`]: async ({ at: { member = '' }, query }) => {
    const own = await state.sandbox.challenges.list({}, contextOf(joinedAt(state, member).memberId))
    return listed(own.flatMap(({ id, badge, state: how, completedAt }) => {
      if (badge === undefined || how !== 'completed' || completedAt === undefined) return []
      const [badgeTypeId, at] = [idOf.badge(id), zoned(completedAt)]
      const names = programme.challenges?.find((rule) => rule.id === id)?.badge
      return [{ badgeType: { badgeTypeId, systemCode: id, active: true, name: badge, translations: translated(names) }, badgeTypeId, name: badge, completedCount: 1, createdAt: at, updatedAt: at }]
    }), { query })
  },
})
