import type { Survey } from '@loyaltykit/core'
import type { BuilderLocale } from './program.ts'

const questions = {
  en: { nps: 'How likely are you to recommend Stride to a friend?', rating: 'How was your last delivery?', choice: 'What should we have more of?', text: 'What would make Stride better for you?', choices: ['Boots', 'Trainers', 'Bags'] },
  ru: { nps: 'Насколько вероятно, что вы порекомендуете Stride друзьям?', rating: 'Как прошла последняя доставка?', choice: 'Чего у нас должно быть больше?', text: 'Что сделало бы Stride лучше для вас?', choices: ['Ботинок', 'Кроссовок', 'Сумок'] },
} as const

/** Would you recommend us, 0 to 10, with a comment; 50 bonuses for the answer. With another `kind`, the question of that kind. */
export function aSurvey(changes: Partial<Survey> = {}, locale: BuilderLocale = 'en'): Survey {
  const { kind = 'nps' } = changes
  const texts = questions[locale]
  return {
    id: `survey-${kind}`,
    kind,
    question: texts[kind],
    comment: kind !== 'text',
    prize: { currency: 'bonus', amount: 50 },
    ...(kind === 'choice' ? { choices: texts.choices.map((label, index) => ({ id: `c-${index + 1}`, label })) } : {}),
    ...changes,
  }
}
