import { after } from '../engine/duration.ts'
import type { Who } from '../rules/who.ts'
import type { Preset } from './preset.ts'

/**
 * What is wrong with a preset: names that lead nowhere, ids that are there twice, amounts and times that can't be. Empty where it is sound.
 * Each says where, and what to do.
 */
export function presetProblems(preset: Preset): string[] {
  const problems: string[] = []
  const wrong = (where: string, what: string) => void problems.push(`${where} ${what}`)
  const ids = (list: readonly { readonly id: string }[] = []) => new Set(list.map(({ id }) => id))
  const currencies = ids(preset.currencies)
  const segments = ids(preset.segments)
  const tiers = ids(preset.tiers)
  const partners = ids(preset.partners)
  const draws = ids(preset.draws)

  const known = (where: string, name: string | undefined, among: ReadonlySet<string>, what: string) => {
    if (name !== undefined && !among.has(name)) wrong(where, `names the ${what} "${name}", which the preset has not got.`)
  }
  const points = (where: string, amount: { readonly currency: string; readonly amount: number } | undefined) => {
    if (!amount) return
    known(where, amount.currency, currencies, 'currency')
    positive(where, amount.amount)
  }
  const positive = (where: string, amount: number) => {
    if (!Number.isSafeInteger(amount) || amount <= 0) wrong(where, `has the amount ${amount}: give a whole number of minor units above 0.`)
  }
  const time = (where: string, duration: string | undefined) => {
    try {
      if (duration !== undefined && after(0, duration) < 0) wrong(where, `has a time that runs backwards: ${duration}.`)
    } catch {
      wrong(where, `has "${duration}" for a time: write 14 days, 2 hours or 12 months.`)
    }
  }
  const moment = (where: string, at: string | undefined) => {
    if (at === undefined || !/^\d{4}-/.test(at)) time(where, at)
    else if (Number.isNaN(Date.parse(at))) wrong(where, `has "${at}" for an instant: write 2026-12-24T18:00:00Z.`)
  }
  const who = (where: string, { segments: some = [], tier, partner }: Who = {}) => {
    for (const segment of some) known(where, segment, segments, 'segment')
    known(where, tier, tiers, 'tier')
    known(where, partner, partners, 'partner')
  }
  const on = (where: string, { partners: some = [] }: { readonly partners?: readonly string[] } = {}) => {
    for (const partner of some) if (partner !== 'own') known(where, partner, partners, 'partner')
  }

  for (const [list, rules] of Object.entries(preset)) {
    if (!Array.isArray(rules)) continue
    const named = rules.filter((rule): rule is { id: string } => typeof rule?.id === 'string').map(({ id }) => id)
    for (const id of new Set(named.filter((one, index) => named.indexOf(one) !== index))) wrong(list, `has two rules with the id "${id}".`)
  }
  if (!currencies.size) wrong('currencies', 'are missing: a programme has one at least.')
  for (const { id, scale, worth, pending, life, returnedLife } of preset.currencies) {
    if (!Number.isInteger(scale) || scale < 0 || scale > 6) wrong(`currencies.${id}`, `has the scale ${scale}: give 0 to 6.`)
    if (worth) for (const amount of [worth.amount, worth.money]) positive(`currencies.${id}.worth`, amount)
    for (const duration of [pending, life, returnedLife]) time(`currencies.${id}`, duration)
  }
  for (const rule of preset.earn) {
    const where = `earn.${rule.id}`
    known(where, rule.currency, currencies, 'currency')
    who(where, rule.who)
    on(where, rule.on)
    for (const [tier, rate] of Object.entries(rule.rates)) {
      if (tier !== 'all') known(where, tier, tiers, 'tier')
      positive(where, rate.for)
      if (!Number.isSafeInteger(rate.amount) || rate.amount < 0) wrong(where, `has the rate ${rate.amount}: give a whole number from 0.`)
    }
  }
  for (const rule of preset.spend) {
    const where = `spend.${rule.id}`
    known(where, rule.currency, currencies, 'currency')
    if (!preset.currencies.find(({ id }) => id === rule.currency)?.worth) wrong(where, 'pays with a currency that has no worth.')
    if (!(rule.share > 0 && rule.share <= 100)) wrong(where, `has the share ${rule.share}: give percent above 0, to 100.`)
    for (const amount of [rule.min, rule.step]) positive(where, amount)
    who(where, rule.who)
    on(where, rule.on)
    time(where, rule.hold)
  }
  for (const tier of preset.tiers) {
    for (const goal of [...tier.reachedBy, ...(tier.keptBy ?? [])]) {
      positive(`tiers.${tier.id}`, goal.amount)
      if (goal.metric === 'points') known(`tiers.${tier.id}`, goal.currency ?? '', currencies, 'currency')
    }
  }
  if (preset.tiers.slice(1).some(({ reachedBy }) => !reachedBy.length)) wrong('tiers', 'above the lowest need something that reaches them.')
  time('tierPolicy', preset.tierPolicy?.period)
  for (const rule of preset.memberPrices ?? []) {
    for (const [tier, percent] of Object.entries(rule.percent)) {
      known(`memberPrices.${rule.id}`, tier, tiers, 'tier')
      if (!(Number.isInteger(percent) && percent >= 0 && percent <= 100)) wrong(`memberPrices.${rule.id}`, `takes ${percent} percent off: give 0 to 100.`)
    }
  }
  for (const [index, welcome] of preset.welcome.entries()) points(`welcome.${index}`, welcome)
  for (const gift of preset.gifts ?? []) {
    points(`gifts.${gift.id}`, gift.points)
    if (gift.on !== 'birthday') known(`gifts.${gift.id}`, gift.on.segment, segments, 'segment')
    who(`gifts.${gift.id}`, gift.who)
    for (const duration of [gift.life, gift.pause]) time(`gifts.${gift.id}`, duration)
  }
  points('referral.advocate', preset.referral?.advocate)
  points('referral.friend', preset.referral?.friend)
  for (const offer of preset.offers) {
    const where = `offers.${offer.id}`
    who(where, offer.who)
    if (offer.valid?.from === 'segment' && !offer.who?.segments?.length) wrong(where, 'is valid from coming into a segment: name it in `who.segments`.')
    if (offer.effect?.kind === 'points') points(where, offer.effect.points)
    if (offer.effect?.kind === 'discount' && !(offer.effect.percent > 0 && offer.effect.percent <= 100)) wrong(where, `takes ${offer.effect.percent} percent off: give more than 0, to 100.`)
    if (offer.effect?.kind === 'multiply' && !(offer.effect.times > 1)) wrong(where, `earns ${offer.effect.times} times as much: give more than 1.`)
    if (offer.code !== undefined && offer.code !== offer.code.trim().toUpperCase()) wrong(where, `has the code "${offer.code}": write it in capitals.`)
    if (offer.valid && offer.valid.from !== 'month') time(where, offer.valid.for)
  }
  for (const rule of preset.purchaseCodes ?? []) {
    who(`purchaseCodes.${rule.id}`, rule.who)
    on(`purchaseCodes.${rule.id}`, rule.on)
    time(`purchaseCodes.${rule.id}`, rule.life)
    const [min, max] = rule.percent
    if (![min, max].every((percent) => Number.isInteger(percent) && percent > 0 && percent <= 100) || min > max) wrong(`purchaseCodes.${rule.id}`, `gives ${min} to ${max} percent: give whole numbers from 1 to 100, the smaller first.`)
    if (!Number.isSafeInteger(rule.delay) || rule.delay < 0) wrong(`purchaseCodes.${rule.id}`, `comes after ${rule.delay} ms: give a whole number from 0.`)
  }
  for (const reward of preset.rewards ?? []) {
    const where = `rewards.${reward.id}`
    if (reward.cost.amount === 0) known(where, reward.cost.currency, currencies, 'currency')
    else points(where, reward.cost)
    who(where, reward.who)
    for (const at of [reward.from, reward.until]) moment(where, at)
    for (const count of [reward.stock, reward.each]) if (count !== undefined && (!Number.isSafeInteger(count) || count < 0)) wrong(where, `is there ${count} times: give a whole number from 0.`)
    if (reward.gives.kind === 'gift_card') positive(where, reward.gives.money)
    if ('effect' in reward.gives && reward.gives.effect.kind === 'money') positive(where, reward.gives.effect.money)
    if ('life' in reward.gives) time(where, reward.gives.life)
    if (reward.gives.kind === 'draw') known(`rewards.${reward.id}`, reward.gives.draw, draws, 'draw')
  }
  for (const draw of preset.draws ?? []) {
    const where = `draws.${draw.id}`
    if (draw.at !== 'month') moment(where, draw.at)
    who(where, draw.tickets?.who)
    on(where, draw.tickets?.on)
    if (preset.offers.some(({ id }) => id === draw.id)) wrong(where, 'has the id of an offer: members see both in one list.')
    for (const { points: prize, count } of draw.prizes) {
      points(where, prize)
      positive(where, count)
    }
  }
  for (const card of preset.giftCards ?? []) {
    const where = `giftCards.${card.number}`
    if (!/^[\d -]{4,40}$/.test(card.number)) wrong(where, 'is no number: give digits.')
    if (!Number.isSafeInteger(card.money) || card.money < 0) wrong(where, `has ${card.money} on it: give minor units of money, from 0.`)
    time(where, card.life)
  }
  const pattern = (where: string, text: string | undefined) => {
    try {
      if (text !== undefined) new RegExp(`^(?:${text})$`)
    } catch {
      wrong(where, `has a pattern that is none: ${text}.`)
    }
  }
  const exchanges = (preset.partners ?? []).flatMap((partner) => partner.exchanges ?? [])
  for (const id of new Set(exchanges.map((exchange) => exchange.id).filter((one, index, all) => all.indexOf(one) !== index))) wrong('partners', `have two exchanges with the id "${id}".`)
  for (const card of preset.cards?.old ?? []) for (const given of card.points) points('cards.old', given)
  for (const given of preset.cards?.gives ?? []) points('cards.gives', given)
  pattern('cards', preset.cards?.pattern)
  if (preset.cards?.barcode === 'ean13' && !/^\d{1,8}$/.test(preset.cardPrefix)) wrong('cardPrefix', `is "${preset.cardPrefix}": an EAN-13 takes 1 to 8 digits.`)
  if (preset.claims) positive('claims.withinDays', preset.claims.withinDays)
  time('claims', preset.claims?.takenUp)
  for (const partner of preset.partners ?? []) {
    pattern(`partners.${partner.id}.link`, partner.link?.pattern)
    const own = new Set([...currencies, ...ids(partner.currencies)])
    for (const exchange of partner.exchanges ?? []) {
      const where = `partners.${partner.id}.${exchange.id}`
      if (!partner.link) wrong(where, 'exchanges with accounts that can\'t be linked: give `link`.')
      for (const side of [exchange.from, exchange.to]) {
        known(where, side.currency, own, 'currency')
        positive(where, side.amount)
      }
      for (const back of partner.exchanges ?? []) {
        const isBack = back.from.currency === exchange.to.currency && back.to.currency === exchange.from.currency
        if (isBack && BigInt(exchange.to.amount) * BigInt(back.to.amount) > BigInt(exchange.from.amount) * BigInt(back.from.amount)) wrong(where, `and ${back.id} make more than was given, there and back.`)
      }
      if ([exchange.from, exchange.to].filter(({ currency }) => currencies.has(currency)).length !== 1) wrong(where, 'must have one side in a currency of the programme and one in the partner\'s.')
    }
  }
  for (const challenge of preset.challenges ?? []) {
    positive(`challenges.${challenge.id}`, challenge.need)
    points(`challenges.${challenge.id}`, challenge.prize)
    who(`challenges.${challenge.id}`, challenge.who)
    on(`challenges.${challenge.id}`, challenge.on)
    time(`challenges.${challenge.id}`, challenge.within)
  }
  for (const survey of preset.surveys ?? []) {
    points(`surveys.${survey.id}`, survey.prize)
    who(`surveys.${survey.id}`, survey.who)
    for (const duration of [survey.ask.wait, survey.ask.for, survey.pause]) time(`surveys.${survey.id}`, duration)
    if (survey.kind === 'choice' && !survey.choices?.length) wrong(`surveys.${survey.id}`, 'asks to choose among nothing: give `choices`.')
  }
  return problems
}
