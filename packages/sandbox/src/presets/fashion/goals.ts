import type { ChallengeRule, SurveyRule } from '../../rules/goals.ts'
import type { GiftRule } from '../../rules/points.ts'

/** The challenges of the club. */
export const challenges: readonly ChallengeRule[] = [
  {
    id: 'three-purchases', metric: 'orders', need: 3, goods: { except: ['gift-cards'] }, joining: 'needed', within: '60 days', prize: { currency: 'bonus', amount: 300 },
    title: { en: '3 purchases in 60 days', ru: '3 покупки за 60 дней' },
    text: { en: 'Take part, and your next three purchases bring 300 bonuses. Gift cards do not count.', ru: 'Примите участие: три следующие покупки принесут 300 бонусов. Подарочные карты не считаются.' },
    image: { path: 'first-order.webp', alt: { en: 'A shop window', ru: 'Витрина магазина' } },
    badge: { en: 'Regular', ru: 'Свой человек' },
  },
  {
    id: 'two-boots', metric: 'items', need: 2, goods: { only: ['boots'] }, joining: 'none', prize: { currency: 'bonus', amount: 200 },
    title: { en: 'Two pairs of boots', ru: 'Две пары ботинок' },
    text: { en: 'One for the rain, one for the snow: with the second pair you get 200 bonuses.', ru: 'Одна для дождя, другая для снега: за вторую пару — 200 бонусов.' },
    image: { path: 'double-boots.webp', alt: { en: 'Leather boots', ru: 'Кожаные ботинки' } },
    badge: { en: 'Ready for any weather', ru: 'Готов к любой погоде' },
  },
  {
    id: 'three-friends', metric: 'referrals', need: 3, joining: 'none', prize: { currency: 'bonus', amount: 500 },
    title: { en: 'Three friends in the club', ru: 'Трое друзей в клубе' },
    text: { en: 'When three friends have made their first purchase, you get 500 bonuses more.', ru: 'Когда трое друзей сделают первую покупку, вы получите ещё 500 бонусов.' },
    badge: { en: 'Good company', ru: 'Душа компании' },
  },
]

/** The questions of the club, the most wanted first. */
export const surveys: readonly SurveyRule[] = [
  {
    id: 'recommend', kind: 'nps', comment: true, ask: { after: 'purchase', wait: '1 day', for: '14 days' }, pause: '90 days', prize: { currency: 'bonus', amount: 50 },
    question: { en: 'How likely are you to recommend Stride to a friend?', ru: 'Насколько вероятно, что вы порекомендуете Stride друзьям?' },
  },
  {
    id: 'more-of', kind: 'choice', comment: false, ask: { after: 'joined', for: '30 days' },
    question: { en: 'What should we have more of?', ru: 'Чего у нас должно быть больше?' },
    choices: [
      { id: 'boots', label: { en: 'Boots', ru: 'Ботинок' } },
      { id: 'trainers', label: { en: 'Trainers', ru: 'Кроссовок' } },
      { id: 'bags', label: { en: 'Bags', ru: 'Сумок' } },
      { id: 'clothing', label: { en: 'Clothing', ru: 'Одежды' } },
    ],
  },
]

/** What comes by itself. */
export const gifts: readonly GiftRule[] = [
  {
    id: 'birthday', on: 'birthday', points: { currency: 'bonus', amount: 200 }, life: '30 days',
    title: { en: 'Happy birthday', ru: 'С днём рождения' },
    message: { en: 'Happy birthday, {name}! {amount} bonuses are yours until {until}.', ru: '{name}, с днём рождения! Дарим бонусы: {amount}. Они действуют до {until}.' },
  },
]
