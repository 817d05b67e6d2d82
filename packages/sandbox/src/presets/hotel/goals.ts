import type { ChallengeRule, SurveyRule } from '../../rules/goals.ts'

export const challenges: readonly ChallengeRule[] = [
  {
    id: 'three-stays', metric: 'stays', need: 3, joining: 'needed', within: '6 months', prize: { currency: 'points', amount: 3_000 },
    title: { en: 'Three stays in six months', ru: 'Три поездки за полгода', de: 'Drei Aufenthalte in sechs Monaten' },
    badge: { en: 'Traveller', ru: 'Путешественник', de: 'Reisende' },
  },
]

export const surveys: readonly SurveyRule[] = [
  {
    id: 'stay', kind: 'nps', comment: true, ask: { after: 'purchase', wait: '1 day', for: '14 days' }, pause: '3 months', prize: { currency: 'points', amount: 100 },
    question: { en: 'How likely are you to recommend our hotel to a friend?', ru: 'Насколько вероятно, что вы порекомендуете наш отель друзьям?', de: 'Wie wahrscheinlich empfehlen Sie unser Hotel weiter?' },
  },
]
