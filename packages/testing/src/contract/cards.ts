import type { Identity } from '@loyaltykit/core'
import { fails, ok, same } from './expect.ts'
import type { Scene } from './scene.ts'
import { checks } from './suite.ts'

const available = async (scene: Scene, identity: Identity, currency: string): Promise<number> =>
  (await scene.call('balances.list', {}, { identity })).find((balance) => balance.currency === currency)?.available ?? 0

export const cardChecks = checks('cards', [
  {
    says: 'gives every member a card of their own, the one that the member\'s page names',
    needs: ['members.get'],
    run: async (scene) => {
      const people = [await scene.subject.signUp(), await scene.subject.signUp()]
      const numbers = await Promise.all(people.map(async (identity) => {
        const { cardNumber } = await scene.call('members.get', {}, { identity })
        const cards = await scene.call('cards.list', {}, { identity })
        same(new Set(cards.map(({ id }) => id)).size, cards.length, 'how many ids differ')
        if (cardNumber !== undefined) ok(cards.some(({ number }) => number === cardNumber), `the card ${cardNumber} of the member must be among the cards`)
        return cards.map(({ number }) => number)
      }))
      ok(!numbers[0]?.some((number) => numbers[1]?.includes(number)), 'two members must not have one card')
    },
  },
  {
    says: 'links an old card once and only once, and gives what was on it with it',
    needs: ['cards.link', 'balances.list'],
    means: ['oldCard'],
    run: async (scene) => {
      const [identity, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const number = await scene.subject.oldCard?.() ?? ''
      const currencies = scene.program.currencies.map(({ id }) => id)
      const have = (who: Identity) => Promise.all(currencies.map((currency) => available(scene, who, currency)))
      const before = await have(identity)
      same(await have(other), before, 'what two fresh members have')
      const key = scene.key()
      const [mine, again, theirs] = await Promise.allSettled([
        scene.call('cards.link', { number }, { identity, key }), scene.call('cards.link', { number }, { identity, key }), scene.call('cards.link', { number }, { identity: other }),
      ])
      ok((mine.status === 'fulfilled') !== (theirs.status === 'fulfilled'), 'of two who link one card at once, one must win, and only one')
      same(again.status, mine.status, 'the same key again')
      if (mine.status === 'fulfilled' && again.status === 'fulfilled') same(again.value, mine.value, 'the answer of the same key')
      const [winner, loser, answer] = mine.status === 'fulfilled' ? [identity, other, mine.value] : [other, identity, theirs.status === 'fulfilled' ? theirs.value : undefined]
      ok(answer, 'the winner must be answered')
      same(await have(loser), before, 'what the other has')
      const gained = (await have(winner)).map((amount, index) => amount - (before[index] ?? 0))
      same(gained, currencies.map((currency) => (answer.granted?.currency === currency ? answer.granted.amount : 0)), 'what the card has brought, by currency')
      same((await scene.call('cards.list', {}, { identity: winner })).filter(({ id }) => id === answer.card.id), [answer.card], 'the card in the list')
      const linked = await scene.call('cards.link', { number }, { identity: winner })
      same([linked.card, linked.granted], [answer.card, undefined], 'the own card linked again')
      await fails(scene.raw('cards.link', { number }, { identity: loser }), 'conflict', 'a card that somebody has linked')
      same((await have(winner)).map((amount, index) => amount - (before[index] ?? 0)), gained, 'what the card has brought in the end')
      ok(!(await scene.call('cards.list', {}, { identity: loser })).some((card) => card.number === answer.card.number), 'the other must not see the card')
    },
  },
  {
    says: 'knows no card that is not there',
    needs: ['cards.link'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const before = await scene.call('cards.list', {}, { identity })
      await fails(scene.raw('cards.link', { number: '0000-no-such-card' }, { identity }), 'not_found', 'an unknown card')
      same(await scene.call('cards.list', {}, { identity }), before, 'the cards')
    },
  },
  {
    says: 'links nothing for a member who is blocked',
    needs: ['cards.link'],
    means: ['oldCard', 'block'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await scene.subject.block?.(identity)
      await fails(scene.raw('cards.link', { number: await scene.subject.oldCard?.() ?? '' }, { identity }), 'not_eligible', 'a card of who is blocked')
    },
  },
  {
    says: 'lets nobody try numbers without end',
    needs: ['cards.link'],
    means: ['oldCard'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      for (let tries = 1; tries <= 20; tries += 1) {
        const error = await fails(scene.raw('cards.link', { number: `0000-no-such-${tries}` }, { identity }), ['not_found', 'rate_limited'], 'an unknown card')
        if (error.code === 'not_found') continue
        ok(error.details?.retryAt, 'it must say when to come back')
        await fails(scene.raw('cards.link', { number: await scene.subject.oldCard?.() ?? '' }, { identity }), 'rate_limited', 'a good number, now')
        return
      }
      ok(false, 'twenty unknown numbers must be too many')
    },
  },
])
