import type { ActivityWords, MessageWords } from '../preset.ts'

/** Lines of a member's ledger. */
export const activity: ActivityWords = {
  purchase: { en: 'Purchase, order {reference}', ru: 'Покупка, заказ {reference}' },
  redemption: { en: 'Paid for order {reference}', ru: 'Оплата заказа {reference}' },
  hold: { en: 'Set aside for your order', ru: 'Отложено для вашего заказа' },
  release: { en: 'Back from an order that was not made', ru: 'Возвращено: заказ не оформлен' },
  welcome: { en: 'Welcome to the club', ru: 'Приветственные бонусы' },
  referral: { en: 'A friend’s first purchase', ru: 'Первая покупка по приглашению' },
  refund_earned: { en: 'Return, order {reference}', ru: 'Возврат товара, заказ {reference}' },
  refund_spent: { en: 'Bonuses back for a return, order {reference}', ru: 'Возврат потраченных бонусов, заказ {reference}' },
  survey: { en: 'Thank you for your answer', ru: 'Спасибо за ваш ответ' },
  claim: { en: 'Missing purchase {reference}, counted', ru: 'Учтена покупка {reference}' },
  card: { en: 'From your old card', ru: 'С вашей старой карты' },
  exchange: { en: 'Exchange with {partner}', ru: 'Обмен с партнёром {partner}' },
  forfeited: { en: 'Forfeited on leaving the club', ru: 'Сгорело при выходе из клуба' },
  expire: { en: 'Expired', ru: 'Срок действия истёк' },
}

/** Messages to a person. */
export const messages: MessageWords = {
  code: { en: 'Stride Club: your code is {code}. Do not tell it to anybody.', ru: 'Клуб Stride: ваш код {code}. Никому его не сообщайте.' },
  claim: { en: 'Stride Club: your claim about {reference} is answered. {answer}', ru: 'Клуб Stride: по вашему обращению о покупке {reference} есть ответ. {answer}' },
  welcome: { en: 'Welcome to Stride Club, {name}! {amount} bonuses are on your account.', ru: '{name}, добро пожаловать в клуб Stride! Бонусов на счёте: {amount}.' },
  giftCard: { en: 'Stride Club: your gift card is {number}, its PIN is {pin}.', ru: 'Клуб Stride: ваша подарочная карта {number}, ПИН-код {pin}.' },
  referral: { en: 'Your friend has made a first purchase. Bonuses for you: {amount}.', ru: 'Ваш друг сделал первую покупку. Начислено бонусов: {amount}.' },
}
