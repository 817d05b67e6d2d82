import type { Identity, Survey } from '@loyaltykit/core'
import { fails, ok, refusesField, same } from './expect.ts'
import type { Scene } from './scene.ts'
import { enrolled, signedInAgain } from './session.ts'
import { checks } from './suite.ts'

/** A member who is asked something, if anything is asked two days after a purchase. */
async function asked(scene: Scene, member?: Identity): Promise<{ identity: Identity; surveys: readonly Survey[] }> {
  const identity = member ?? await scene.subject.signUp()
  await scene.subject.purchase?.({ identity, cart: scene.cart(), orderId: `o-${scene.key()}` })
  await scene.subject.advance?.('2 days')
  return { identity, surveys: await scene.call('surveys.list', {}, { identity }) }
}

/** A reply that fits, and the fields by which others do not. */
function replies({ kind, choices = [], comment }: Survey): { readonly good: object; readonly bad: readonly (readonly [path: string, reply: object])[] } {
  const noComment = comment || kind === 'text' ? [] : [['comment', { comment: 'Because' }] as const]
  switch (kind) {
    case 'nps': return { good: { score: 9 }, bad: [['score', {}], ['choice', { score: 9, choice: 'x' }], ...noComment.map(([path, more]) => [path, { score: 9, ...more }] as const)] }
    case 'rating': return { good: { score: 4 }, bad: [['score', {}], ['score', { score: 0 }], ['score', { score: 6 }]] }
    case 'choice': return { good: { choice: choices[0]?.id }, bad: [['choice', {}], ['choice', { choice: 'no-such-choice' }], ['score', { choice: choices[0]?.id, score: 3 }]] }
    case 'text': return { good: { comment: 'More bags' }, bad: [['comment', {}], ['comment', { comment: '  ' }]] }
  }
}

const means = ['purchase', 'advance'] as const

export const surveyChecks = checks('surveys', [
  {
    says: 'tells its questions apart, and gives choices where one is to choose',
    means,
    run: async (scene) => {
      const { surveys } = await asked(scene)
      same(new Set(surveys.map(({ id }) => id)).size, surveys.length, 'how many ids differ')
      for (const { id, kind, choices = [] } of surveys) {
        if (kind === 'choice') ok(choices.length > 0, `${id} asks to choose and must say among what`)
        same(new Set(choices.map((choice) => choice.id)).size, choices.length, `how many choices of ${id} differ`)
      }
    },
  },
  {
    says: 'takes an answer of its kind only, and says what is wrong with another',
    means,
    run: async (scene) => {
      const { identity, surveys } = await asked(scene)
      for (const survey of surveys) {
        for (const [path, reply] of replies(survey).bad) await refusesField(scene.raw('surveys.answer', { surveyId: survey.id, ...reply }, { identity }), path, `${JSON.stringify(reply)} for ${survey.kind}`)
      }
      same(await scene.call('surveys.list', {}, { identity }), surveys, 'what is asked after the refusals')
    },
  },
  {
    says: 'takes an answer once, and gives what it promises for it once',
    needs: ['balances.list'],
    means,
    run: async (scene) => {
      const { identity, surveys } = await asked(scene)
      const has = async (currency: string | undefined) => (await scene.call('balances.list', {}, { identity })).find((balance) => balance.currency === currency)?.available ?? 0
      for (const survey of surveys) {
        const { id: surveyId, prize } = survey
        const before = await has(prize?.currency)
        const [key, reply] = [scene.key(), { surveyId, ...replies(survey).good }]
        const answers = await Promise.all([1, 2, 3].map(() => scene.call('surveys.answer', reply, { identity, key })))
        for (const answer of answers) same(answer, prize ? { granted: prize } : {}, `what is granted for ${surveyId}`)
        await fails(scene.raw('surveys.answer', reply, { identity }), 'not_found', 'a second answer')
        same(await has(prize?.currency), before + (prize?.amount ?? 0), 'what is available afterwards')
        ok(!(await scene.call('surveys.list', {}, { identity })).some(({ id }) => id === surveyId), `${surveyId} must not be asked again at once`)
      }
    },
  },
  {
    says: 'takes no answer to what it does not ask any more, or never did',
    needs: ['members.enrol', 'session.requestCode', 'session.verifyCode'],
    means: [...means, 'codeFor'],
    run: async (scene) => {
      const identifier = scene.identifier()
      const { surveys } = await asked(scene, { kind: 'token', token: (await enrolled(scene, identifier)).token ?? '' })
      await scene.subject.advance?.('12 months')
      const identity = await signedInAgain(scene, identifier)
      await fails(scene.raw('surveys.answer', { surveyId: 'no-such-survey', score: 1 }, { identity }), 'not_found', 'an unknown question')
      const still = await scene.call('surveys.list', {}, { identity })
      for (const survey of surveys) {
        if (still.some(({ id }) => id === survey.id)) continue
        await fails(scene.raw('surveys.answer', { surveyId: survey.id, ...replies(survey).good }, { identity }), 'expired', 'an answer a year later')
      }
    },
  },
])
