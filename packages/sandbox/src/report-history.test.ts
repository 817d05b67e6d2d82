import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simpleStep } from '../test-support/arbitrary-steps.ts'
import { activityOf, beginHistory, happen, type Step } from '../test-support/history.ts'
import type { Receipt, Sandbox } from './index.ts'

const runs = Number(process.env['HISTORIES'] ?? 200) / 4

/** What somebody with a pencil writes down: of what the till was told and answered, and of who came and left. */
interface Notes {
  readonly sales: Map<string, { readonly at: number; readonly memberId: string | undefined; readonly due: number; readonly pieces: number; back: number; backPieces: number; reward: Map<string, number> }>
  readonly joined: Map<string, number>
  readonly left: Map<string, number>
}

/** The same sandbox, with somebody who notes what passes the till and the desk. */
function noted(sandbox: Sandbox, notes: Notes): Sandbox {
  const purchase: Sandbox['till']['purchase'] = async (sale) => {
    const receipt: Receipt = await sandbox.till.purchase(sale)
    if (!notes.sales.has(sale.orderId)) {
      notes.sales.set(sale.orderId, {
        at: sandbox.now(), memberId: sale.memberId, due: receipt.due.amount, pieces: sale.cart.items.reduce((sum, { quantity }) => sum + quantity, 0), back: 0, backPieces: 0,
        reward: new Map(receipt.earned.reduce((all, { currency, amount }) => all.set(currency, (all.get(currency) ?? 0) + amount), new Map<string, number>())),
      })
    }
    return receipt
  }
  const refund: Sandbox['till']['refund'] = async (goods) => {
    const done = await sandbox.till.refund(goods)
    const sale = notes.sales.get(goods.orderId)
    assert.ok(sale)
    sale.back += done.money.amount + (done.giftCards ?? []).reduce((sum, { money }) => sum + money.amount, 0)
    sale.backPieces = goods.items ? sale.backPieces + goods.items.reduce((sum, { quantity }) => sum + quantity, 0) : sale.pieces
    return done
  }
  const close: Sandbox['desk']['close'] = async (memberId) => {
    notes.left.set(memberId, sandbox.now())
    return sandbox.desk.close(memberId)
  }
  return Object.create(sandbox, { till: { value: { ...sandbox.till, purchase, refund } }, desk: { value: { ...sandbox.desk, close } } }) as Sandbox
}

const ratio = (part: number, whole: number) => (whole === 0 ? undefined : part / whole)
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** The figures of a span, counted from the notes alone. */
function figures({ sales, joined, left }: Notes, from: number, to: number) {
  const inside = (at: number, [a, b]: readonly [number, number] = [from, to]) => at >= a && at < b
  const kept = [...sales.values()].filter(({ pieces, backPieces }) => backPieces < pieces)
  const now = kept.filter(({ at }) => inside(at))
  const members = now.filter(({ memberId }) => memberId !== undefined)
  const others = now.filter(({ memberId }) => memberId === undefined)
  const money = (some: typeof now) => sum(some.map(({ due, back }) => due - back))
  const pieces = (some: typeof now) => sum(some.map((sale) => sale.pieces - sale.backPieces))
  const isMember = (id: string, at: number) => (joined.get(id) ?? at) < at && (left.get(id) ?? at) >= at
  const there = (at: number) => [...joined.keys()].filter((id) => isMember(id, at)).length
  const buyers = new Set(members.map(({ memberId }) => memberId))
  const earlier = new Set(kept.filter(({ at, memberId }) => memberId !== undefined && inside(at, [from - (to - from), from])).map(({ memberId }) => memberId))
  return {
    members: there(to), joined: [...joined.values()].filter((at) => inside(at)).length, left: [...left.values()].filter((at) => inside(at)).length,
    growth: ratio(there(to) - there(from), there(from)),
    activeShare: ratio([...joined.keys()].filter((id) => isMember(id, to) && buyers.has(id)).length, there(to)),
    retentionRate: ratio([...earlier].filter((id) => buyers.has(id)).length, earlier.size),
    lifetimeValue: ratio(money(kept.filter(({ at, memberId }) => memberId !== undefined && at < to)), [...joined.values()].filter((at) => at < to).length),
    receipts: now.length, turnover: money(now), participation: ratio(members.length, now.length), turnoverShare: ratio(money(members), money(now)),
    ticketOfMembers: ratio(money(members), members.length), ticketOfOthers: ratio(money(others), others.length),
    receiptsPerMember: ratio(members.length, buyers.size),
    itemsOfMembers: ratio(pieces(members), members.length), itemsOfOthers: ratio(pieces(others), others.length),
  }
}

for (const name of ['fashion', 'variety', 'fuel'] as const) {
  test(`${name}: the figures are those that somebody counts by hand, for any span of any history`, { timeout: 240_000 }, async (context) => {
    // a claim moves a receipt of the past to a member: its own tests tell that
    const plain = simpleStep.filter(([kind]) => !['line', 'claim', 'review'].includes(kind))
    let counted = 0
    const day = 86_400_000
    const details = await fc.check(fc.asyncProperty(fc.array(plain, { minLength: 8, maxLength: 30, size: 'max' }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 20, max: 400 }), async (steps: Step[], first, length) => {
      const history = await beginHistory(name)
      const { sandbox } = history
      const notes: Notes = { sales: new Map(), joined: new Map(history.people.map(({ id }) => [id, sandbox.now()])), left: new Map() }
      const watched = { ...history, sandbox: noted(sandbox, notes) }
      for (const step of steps) await happen(watched, step)
      const from = Date.parse('2026-11-22T10:00:00Z') + (first - 20) * day
      const to = from + length * day
      const report = sandbox.report({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })
      const { averageTicket, itemsPerReceipt } = report
      const said = { ...report, ticketOfMembers: averageTicket.members, ticketOfOthers: averageTicket.others, itemsOfMembers: itemsPerReceipt.members, itemsOfOthers: itemsPerReceipt.others } as Readonly<Record<string, unknown>>
      for (const [figure, value] of Object.entries(figures(notes, from, to))) assert.equal(said[figure], value, figure)
      if (report.receipts > 0) counted += 1

      // what members see in their ledgers says what was given, used and lost, where nobody has left
      if (notes.left.size > 0) return
      const lines = (await Promise.all(history.people.map(({ id }) => activityOf(sandbox, id)))).flat()
      const ever = sandbox.report({ from: '2026-11-01T00:00:00Z', to: '2060-01-01T00:00:00Z' })
      for (const { currency, granted, redeemed, expired, averageReward } of ever.points) {
        const of = (holds: (line: (typeof lines)[number]) => boolean) => sum(lines.filter((line) => line.currency === currency && holds(line)).map(({ amount }) => amount))
        assert.equal(granted, of(({ kind, amount }) => kind === 'earn' || (kind === 'reverse' && amount < 0)), 'granted')
        assert.equal(redeemed, 0 - of(({ kind, amount }) => kind === 'spend' || (kind === 'reverse' && amount > 0)), 'redeemed')
        assert.equal(expired, 0 - of(({ kind }) => kind === 'expire'), 'expired')
        const untouched = [...notes.sales.values()].filter(({ memberId }) => memberId !== undefined)
        if (untouched.every(({ backPieces }) => backPieces === 0)) assert.equal(averageReward, ratio(sum(untouched.map(({ reward }) => reward.get(currency) ?? 0)), untouched.length), 'averageReward')
      }
    }), { numRuns: runs })
    assert.ok(!details.failed, `${details.errorInstance instanceof Error ? details.errorInstance.message : ''}\n${JSON.stringify(details.counterexample)}`)
    assert.ok(counted > runs / 5, `only ${counted} spans had receipts`)
    context.diagnostic(`${name}: ${details.numRuns} histories, ${counted} of the spans with receipts`)
  })
}
