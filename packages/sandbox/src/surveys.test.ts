import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fashion, type Preset, type SurveyRule } from '@loyaltykit/sandbox'
import { by, cartOf, openClub, type Person } from '../test-support/club.ts'

function openWith(...surveys: readonly Partial<SurveyRule>[]) {
  const whole = surveys.map((rule, index): SurveyRule => ({ id: `q${index}`, kind: 'nps', question: { en: 'Why?' }, comment: false, ask: { after: 'joined', for: '10 days' }, ...rule }))
  const preset: Preset = { ...fashion, challenges: [], surveys: whole }
  const club = openClub({ preset })
  const { sandbox } = club
  return {
    ...club,
    asked: async ({ identity }: Person) => (await sandbox.surveys.list({}, by(identity))).map(({ id }) => id),
    answer: ({ identity }: Person, surveyId: string, more: object = {}) => sandbox.surveys.answer({ surveyId, ...more }, by(identity)),
    buy: (person: Person, orderId: string) => sandbox.till.purchase({ memberId: person.id, cart: cartOf(1_00), orderId }),
  }
}

const refused = (...paths: string[]) => (error: { code: string; details?: { issues: { path: string }[] } }) =>
  error.code === 'invalid_input' && error.details?.issues.map(({ path }) => path).join() === paths.join()

test('a day after a purchase, for 14 days, the club asks for a score, and gives 50 bonuses for it once', async () => {
  const { sandbox, join, balance } = openClub()
  const ada = await join()
  const asked = async () => (await sandbox.surveys.list({}, by(ada.identity))).map(({ id }) => id)
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(10_00), orderId: 'o1' })
  assert.deepEqual(await asked(), ['more-of'])
  sandbox.advance('1 day')
  assert.deepEqual(await asked(), ['recommend', 'more-of'])
  const key = { key: 'one' }
  const reply = { surveyId: 'recommend', score: 0, comment: ' Too few bags ' }
  for (const again of [1, 2]) assert.deepEqual([again, await sandbox.surveys.answer(reply, by(ada.identity, key))], [again, { granted: { currency: 'bonus', amount: 50 } }])
  await assert.rejects(sandbox.surveys.answer(reply, by(ada.identity)), { code: 'not_found' })
  assert.deepEqual([(await balance(ada)).available, await asked()], [550, ['more-of']])
  const { items: [line] } = await sandbox.activity.list({}, by(ada.identity))
  assert.deepEqual([line?.amount, line?.reason, line?.text], [50, 'survey', 'Thank you for your answer'])
})

test('a question is asked within its time only, and about each purchase once', async () => {
  const { sandbox, join, asked, answer, buy } = openWith({ ask: { after: 'purchase', wait: '1 day', for: '10 days' }, pause: '2 days' })
  const ada = await join()
  await assert.rejects(answer(ada, 'q0', { score: 1 }), { code: 'not_found' })
  await buy(ada, 'o1')
  sandbox.advance(86_400_000 - 1)
  assert.deepEqual(await asked(ada), [])
  sandbox.advance(1)
  assert.deepEqual(await asked(ada), ['q0'])
  await answer(ada, 'q0', { score: 1 })
  sandbox.advance('3 days')
  assert.deepEqual(await asked(ada), [])
  await buy(ada, 'o2')
  sandbox.advance('1 day')
  assert.deepEqual(await asked(ada), ['q0'])
  sandbox.advance(10 * 86_400_000 - 1)
  assert.deepEqual(await asked(ada), ['q0'])
  sandbox.advance(1)
  assert.deepEqual(await asked(ada), [])
  await assert.rejects(answer(ada, 'q0', { score: 1 }), { code: 'expired' })
})

test('after an answer there is a pause, or no other time, and what was given back is not asked about', async () => {
  const ask = { after: 'purchase', for: '300 days' } as const
  const { sandbox, join, asked, answer, buy } = openWith({ ask, pause: '90 days' }, { ask })
  const ada = await join()
  await buy(ada, 'o1')
  await sandbox.till.refund({ orderId: 'o1' })
  assert.deepEqual(await asked(ada), [])
  await buy(ada, 'o2')
  assert.deepEqual(await asked(ada), ['q0', 'q1'])
  for (const id of ['q0', 'q1']) await answer(ada, id, { score: 10 })
  await buy(ada, 'o3')
  sandbox.advance(90 * 86_400_000 - 1)
  assert.deepEqual(await asked(ada), [])
  sandbox.advance(1)
  assert.deepEqual(await asked(ada), ['q0'])
})

test('each kind of question takes its own answer, and says what is wrong with another', async () => {
  const choices = [{ id: 'a', label: { en: 'A' } }, { id: 'b', label: { en: 'B' } }]
  const { join, answer, asked } = openWith({ kind: 'nps' }, { kind: 'rating', comment: true }, { kind: 'choice', choices }, { kind: 'text' })
  const ada = await join()
  await assert.rejects(answer(ada, 'q0'), refused('score'))
  await assert.rejects(answer(ada, 'q0', { score: 11 }), refused('score'))
  await assert.rejects(answer(ada, 'q0', { score: 2.5 }), refused('score'))
  await assert.rejects(answer(ada, 'q0', { score: 5, choice: 'a', comment: 'hm' }), refused('choice', 'comment'))
  await assert.rejects(answer(ada, 'q1', { score: 0 }), refused('score'))
  await assert.rejects(answer(ada, 'q1', { score: 6 }), refused('score'))
  await assert.rejects(answer(ada, 'q2', { choice: 'c' }), refused('choice'))
  await assert.rejects(answer(ada, 'q2', { choice: 'a', score: 1 }), refused('score'))
  await assert.rejects(answer(ada, 'q3', { comment: '  ' }), refused('comment'))
  await assert.rejects(answer(ada, 'q9', { score: 1 }), { code: 'not_found' })
  assert.deepEqual(await asked(ada), ['q0', 'q1', 'q2', 'q3'])
  assert.deepEqual(await answer(ada, 'q0', { score: 0, comment: ' ' }), {})
  await answer(ada, 'q1', { score: 5, comment: 'Good' })
  await answer(ada, 'q2', { choice: 'b' })
  await answer(ada, 'q3', { comment: 'Because' })
  assert.deepEqual(await asked(ada), [])
})

test('a question for others is neither shown nor answered, and is in the language asked for', async () => {
  const { sandbox, join, asked, answer } = openWith({ who: { tier: 'silver' }, question: { en: 'Why?', ru: 'Почему?' } })
  const ada = await join()
  assert.deepEqual(await asked(ada), [])
  await assert.rejects(answer(ada, 'q0', { score: 1 }), { code: 'not_found' })
  await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(300_00), orderId: 'o1' })
  assert.deepEqual((await sandbox.surveys.list({}, by(ada.identity, { locale: 'ru' }))).map(({ question }) => question), ['Почему?'])
})
