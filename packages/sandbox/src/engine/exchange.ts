import type { CallOutput } from '../calls.ts'
import type { ExchangeRule, PartnerRule } from '../rules/partners.ts'
import type { MemberRecord } from '../state/tables.ts'
import { bringIn, takeAway } from './batches.ts'
import { endOf } from './currencies.ts'
import { instant } from './duration.ts'
import { portion } from './fractions.ts'
import { amountOf, memberAccount, move, partnerAccount, partnerIssued } from './ledger.ts'
import { amountAt, linkedAccount } from './partners.ts'
import { invalid, refuse } from './refusals.ts'
import type { World } from './world.ts'

type ExchangeQuote = CallOutput<'partners.quoteExchange'>

interface Found {
  readonly partner: PartnerRule
  readonly rule: ExchangeRule
}

/** What so much becomes. Rounded down: what is too little for a whole unit is lost, so there and back never gains. */
export function quoteExchange(world: World, { exchangeId, amount }: { exchangeId: string; amount: number }): ExchangeQuote {
  const { rule } = find(world, exchangeId)
  const problem = problemOf(rule, amount)
  if (problem !== undefined) throw invalid({ path: 'amount', message: problem })
  return { give: amount, get: worth(rule, amount), arrivesAt: instant(world.now()) }
}

/** Exchanges at once. Points go the soonest to expire first; what comes has the life of its currency. */
export function exchange(world: World, member: MemberRecord, { exchangeId, amount }: { exchangeId: string; amount: number }): ExchangeQuote {
  const { partner, rule } = find(world, exchangeId)
  const account = linkedAccount(world, member.id, partner.id)
  if (member.status !== 'active') throw refuse('not_eligible', 'This membership is blocked. Ask the desk.')
  if (account === undefined) throw refuse('not_eligible', `Link your account at ${partner.name} first.`)
  const problem = problemOf(rule, amount)
  if (problem !== undefined) throw refuse('not_eligible', `The amount ${problem}.`)
  const at = world.now()
  const quote = quoteExchange(world, { exchangeId, amount })
  const { from: { currency: from }, to: { currency: to } } = rule
  const words = `exchange:${partner.id}`
  const theirs = (currency: string) => partnerAccount(partner.id, account, currency)
  if (isOurs(world, from)) {
    if (amount > amountOf(world, memberAccount(member.id, from, 'available'))) throw refuse('insufficient_points', 'There are not enough points. Choose fewer.')
    takeAway(world, { memberId: member.id, currency: from, amount, at, words })
    move(world, { from: partnerIssued(partner.id, to), to: theirs(to), amount: quote.get, at })
  } else {
    if (amount > amountAt(world, partner.id, account, from)) throw refuse('insufficient_points', `There is not enough on your account at ${partner.name}. Choose less.`)
    move(world, { from: theirs(from), to: partnerIssued(partner.id, from), amount, at })
    bringIn(world, { memberId: member.id, currency: to, amount: quote.get, at, expiresAt: endOf(world, to, at), words })
  }
  return quote
}

function find(world: World, exchangeId: string): Found {
  for (const partner of world.preset.partners ?? []) {
    const rule = partner.exchanges?.find(({ id }) => id === exchangeId)
    if (rule) return { partner, rule }
  }
  throw refuse('not_found', 'There is no such exchange.')
}

const isOurs = (world: World, currency: string): boolean => world.preset.currencies.some(({ id }) => id === currency)

const worth = ({ from, to }: ExchangeRule, amount: number): number => portion(amount, to.amount, from.amount)

/** Why an amount can't be exchanged. */
function problemOf(rule: ExchangeRule, amount: number): string | undefined {
  const { min, max = Number.MAX_SAFE_INTEGER, step = 1 } = rule
  if (amount < min) return `must be at least ${min}`
  if (amount > max) return `must be at most ${max}`
  if (amount % step !== 0) return `must be a multiple of ${step}`
  const get = worth(rule, amount)
  if (get === 0) return 'is too little: nothing would come of it'
  return Number.isSafeInteger(get) ? undefined : 'is more than can be counted'
}
