import type { Claim } from '@loyaltykit/core'
import type { CallInput } from '@loyaltykit/sandbox'
import { fails, ok, refusesField, same } from './expect.ts'
import type { Scene } from './scene.ts'
import { checks } from './suite.ts'

/** A claim as a member fills it in, about something that nobody knows of. */
function filled({ program, key }: Scene): CallInput<'claims.submit'> {
  const currency = program.currencies.find(({ rate }) => rate)?.rate?.money.currency
  return {
    kind: program.claims?.kinds[0] ?? 'purchase', reference: key(), place: 'Harbour Street', comment: 'I forgot my card',
    ...(currency === undefined ? {} : { total: { amount: 80_00, currency } }),
  }
}

const isOpen = ({ state }: Claim) => state === 'submitted' || state === 'in_review'

export const claimChecks = checks('claims', [
  {
    says: 'keeps what was submitted, the newest first, for this member only',
    run: async (scene) => {
      const [identity, stranger] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const [first, second] = [filled(scene), filled(scene)]
      const made = [await scene.call('claims.submit', first, { identity }), await scene.call('claims.submit', second, { identity })].map(({ claim }) => claim)
      for (const [index, { kind, reference, total, place }] of [first, second].entries()) {
        const { kind: kept, reference: number, total: sum, place: where } = made[index] as Claim
        same({ kind: kept, reference: number, total: sum, place: where }, { kind, reference, total, place }, 'what was submitted')
      }
      same(await scene.call('claims.list', {}, { identity }), [...made].reverse(), 'the claims')
      same(await scene.call('claims.list', {}, { identity: stranger }), [], 'the claims of somebody else')
    },
  },
  {
    says: 'submits once for a key, however often and at once',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const [input, key] = [filled(scene), scene.key()]
      const answers = await Promise.all([1, 2, 3].map(() => scene.call('claims.submit', input, { identity, key })))
      for (const answer of answers) same(answer, answers[0], 'each answer must be the first')
      same((await scene.call('claims.list', {}, { identity })).length, 1, 'how many claims there are')
    },
  },
  {
    says: 'takes a number once, whoever claims it',
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const input = filled(scene)
      const { claim } = await scene.call('claims.submit', input, { identity })
      if (!isOpen(claim)) return
      for (const who of [identity, other]) await fails(scene.raw('claims.submit', input, { identity: who }), 'conflict', 'a number that was claimed')
      same(await scene.call('claims.list', {}, { identity: other }), [], 'the claims of who came second')
    },
  },
  {
    says: 'takes no number of a purchase that is somebody\'s',
    means: ['purchase'],
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const orderId = scene.key()
      await scene.subject.purchase?.({ identity, cart: scene.cart(), orderId })
      const seen = scene.can('activity.list') ? (await scene.call('activity.list', {}, { identity })).items.find(({ reason }) => reason === 'purchase')?.reference : undefined
      const input = { ...filled(scene), reference: seen ?? orderId }
      await fails(scene.raw('claims.submit', input, { identity }), 'conflict', 'a purchase of one\'s own that is counted')
      if (!scene.subject.deskKnowsPurchases) {
        await fails(scene.raw('claims.submit', input, { identity: other }), 'conflict', 'a purchase that is counted')
        return
      }
      const { claim } = await scene.call('claims.submit', input, { identity: other })
      ok(isOpen(claim) && claim.granted === undefined, `only a person can say of somebody else's purchase whether it is counted, and the claim is ${claim.state}`)
    },
  },
  {
    says: 'refuses what the programme takes no claims for, and names the field',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const input = filled(scene)
      await refusesField(scene.raw('claims.submit', { ...input, date: '9998-01-01' }, { identity }), 'date', 'a day in the future')
      const { kinds, withinDays } = scene.program.claims ?? {}
      if (withinDays !== undefined) await refusesField(scene.raw('claims.submit', { ...input, date: '1990-01-01' }, { identity }), 'date', 'a day long ago')
      for (const kind of ['purchase', 'stay'] as const) if (kinds && !kinds.includes(kind)) await refusesField(scene.raw('claims.submit', { ...input, kind }, { identity }), 'kind', `a claim about a ${kind}`)
      same(await scene.call('claims.list', {}, { identity }), [], 'the claims')
    },
  },
  {
    says: 'shows what the desk has answered, and gives what was granted once',
    needs: ['balances.list', 'activity.list'],
    means: ['review'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const total = async () => (await scene.call('balances.list', {}, { identity })).map(({ currency, available, pending = 0 }) => ({ currency, amount: available + pending }))
      const before = await total()
      const [refused, accepted] = [await scene.call('claims.submit', filled(scene), { identity }), await scene.call('claims.submit', filled(scene), { identity })].map(({ claim }) => claim)
      await scene.subject.review?.({ claimId: refused?.id ?? '', accept: false, answer: 'There is no such purchase.' })
      same(await total(), before, 'what the member has after a refusal')
      for (let time = 0; time < 2; time += 1) await scene.subject.review?.({ claimId: accepted?.id ?? '', accept: true, answer: 'Found.' })
      const claims = await scene.call('claims.list', {}, { identity })
      same(claims.map(({ state, answer }) => [state, answer]), [['accepted', 'Found.'], ['refused', 'There is no such purchase.']], 'the claims')
      const granted = claims[0]?.granted
      ok(granted, 'an accepted claim must say what was granted')
      same(await total(), before.map(({ currency, amount }) => ({ currency, amount: amount + (currency === granted.currency ? granted.amount : 0) })), 'what the member has')
      const lines = (await scene.call('activity.list', {}, { identity })).items.filter(({ reason }) => reason === 'claim')
      same(lines.map(({ currency, amount }) => ({ currency, amount })), [granted], 'the lines of claims')
    },
  },
  {
    says: 'takes nothing of a member who is blocked',
    means: ['block'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await scene.subject.block?.(identity)
      await fails(scene.raw('claims.submit', filled(scene), { identity }), 'not_eligible', 'a claim of who is blocked')
    },
  },
])
