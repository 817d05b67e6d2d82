import type { ConsentRule } from '../rules/enrolment.ts'
import type { ActivityWords, MessageWords } from './preset.ts'

/** Lines of a ledger that suit a programme of points. */
export const pointsActivity: ActivityWords & Required<ActivityWords> = {
  purchase: { en: 'Purchase, receipt {reference}', ru: 'Покупка, чек {reference}', de: 'Einkauf, Beleg {reference}' },
  redemption: { en: 'Paid for receipt {reference}', ru: 'Оплата покупки, чек {reference}', de: 'Bezahlt, Beleg {reference}' },
  hold: { en: 'Set aside for your order', ru: 'Отложено для вашего заказа', de: 'Für Ihre Bestellung reserviert' },
  release: { en: 'Back from an order that was not made', ru: 'Возвращено: заказ не оформлен', de: 'Zurück aus einer nicht ausgeführten Bestellung' },
  welcome: { en: 'Welcome', ru: 'Приветственный подарок', de: 'Willkommen' },
  referral: { en: 'A friend’s first purchase', ru: 'Первая покупка по приглашению', de: 'Erster Einkauf eines Freundes' },
  refund_earned: { en: 'Return, receipt {reference}', ru: 'Возврат, чек {reference}', de: 'Rückgabe, Beleg {reference}' },
  refund_spent: { en: 'Back for a return, receipt {reference}', ru: 'Возвращено при возврате, чек {reference}', de: 'Gutgeschrieben nach Rückgabe, Beleg {reference}' },
  expire: { en: 'Expired', ru: 'Срок действия истёк', de: 'Verfallen' },
  forfeited: { en: 'Given up on leaving', ru: 'Списано при выходе из программы', de: 'Beim Austritt verfallen' },
  reward: { en: 'Reward', ru: 'Награда', de: 'Prämie' },
  exchange: { en: 'Exchange', ru: 'Обмен', de: 'Umtausch' },
  card: { en: 'Your old card', ru: 'Перенос со старой карты', de: 'Übertrag von der alten Karte' },
  claim: { en: 'Credited after your claim', ru: 'Начислено по вашему обращению', de: 'Nach Ihrer Meldung gutgeschrieben' },
  challenge: { en: 'Goal reached', ru: 'Цель достигнута', de: 'Ziel erreicht' },
  survey: { en: 'Thank you for your answer', ru: 'Спасибо за ответ', de: 'Danke für Ihre Antwort' },
  draw: { en: 'A prize of the draw', ru: 'Приз розыгрыша', de: 'Gewinn der Verlosung' },
}

/** Messages that name the programme. */
export const messagesOf = (name: string, ru = name): MessageWords => ({
  code: { en: `${name}: your code is {code}. Do not tell it to anybody.`, ru: `${ru}: ваш код {code}. Никому его не сообщайте.`, de: `${name}: Ihr Code ist {code}. Geben Sie ihn niemandem weiter.` },
  welcome: { en: `Welcome to ${name}, {name}! On your account: {amount}.`, ru: `{name}, добро пожаловать! ${ru}: на вашем счёте {amount}.`, de: `Willkommen bei ${name}, {name}! Auf Ihrem Konto: {amount}.` },
  referral: { en: `${name}: your friend has made a first purchase. For you: {amount}.`, ru: `${ru}: ваш друг сделал первую покупку. Вам начислено: {amount}.`, de: `${name}: Ihr Freund hat zum ersten Mal eingekauft. Für Sie: {amount}.` },
  claim: { en: `${name}: we have looked at your claim. {answer}`, ru: `${ru}: мы рассмотрели ваше обращение. {answer}`, de: `${name}: Wir haben Ihre Meldung geprüft. {answer}` },
})

/** The two consents that joining needs, and one to be told of offers. */
export const usualConsents = (site: string, channel: 'sms' | 'email'): readonly ConsentRule[] => [
  {
    id: 'terms', purpose: 'terms', version: '2026-09', required: true, url: `${site}/terms`,
    text: { en: 'I accept the rules of the programme.', ru: 'Принимаю правила программы.', de: 'Ich akzeptiere die Teilnahmebedingungen.' },
  },
  {
    id: 'processing', purpose: 'processing', version: '2026-09', required: true, url: `${site}/privacy`,
    text: { en: 'I agree that my data is processed to run my account.', ru: 'Даю согласие на обработку персональных данных для участия в программе.', de: 'Ich willige ein, dass meine Daten für mein Konto verarbeitet werden.' },
  },
  {
    id: `marketing-${channel}`, purpose: 'marketing', channel, version: '2026-09', required: false,
    text: channel === 'sms'
      ? { en: 'Tell me about offers by SMS.', ru: 'Хочу получать предложения по SMS.', de: 'Angebote per SMS erhalten.' }
      : { en: 'Tell me about offers by e-mail.', ru: 'Хочу получать предложения по электронной почте.', de: 'Angebote per E-Mail erhalten.' },
  },
]
