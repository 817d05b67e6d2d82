import type { DrawRule, GiftCardRule, RewardRule } from '../../rules/rewards.ts'

/** What bonuses buy, beside a part of a cart. */
export const rewards: readonly RewardRule[] = [
  {
    id: 'five-off', cost: { currency: 'bonus', amount: 300 },
    title: { en: '5 EUR off your next order', ru: '5 EUR на следующий заказ' },
    text: { en: 'A code for your cart. It is worth more than the bonuses it costs.', ru: 'Промокод для корзины. Он выгоднее, чем оплата бонусами.' },
    terms: { en: 'One order within 60 days. Not for gift cards and goods on sale.', ru: 'Один заказ в течение 60 дней. Не действует на подарочные карты и товары распродажи.' },
    gives: { kind: 'coupon', effect: { kind: 'money', money: 5_00 }, life: '60 days' },
  },
  {
    id: 'accessories-20', cost: { currency: 'bonus', amount: 150 }, each: 2, until: '45 days',
    title: { en: '20% off bags, belts and scarves', ru: 'Скидка 20% на сумки, ремни и шарфы' },
    text: { en: 'A code for your cart. Only this season.', ru: 'Промокод для корзины. Только в этом сезоне.' },
    terms: { en: 'One order within 30 days. Not for goods on sale.', ru: 'Один заказ в течение 30 дней. Не действует на товары распродажи.' },
    gives: { kind: 'coupon', effect: { kind: 'percent', percent: 20, goods: { only: ['accessories'] } }, life: '30 days' },
  },
  {
    id: 'heel-repair', cost: { currency: 'bonus', amount: 100 }, each: 1,
    title: { en: 'New heels for a pair of shoes', ru: 'Замена набоек на паре обуви' },
    text: { en: 'Show the code in any of our shops. Once for each member.', ru: 'Покажите код в любом нашем магазине. Один раз для каждого участника.' },
    gives: { kind: 'service', effect: { kind: 'voucher' }, life: '90 days' },
  },
  {
    id: 'tote', cost: { currency: 'bonus', amount: 300 }, stock: 40,
    title: { en: 'A canvas tote bag', ru: 'Холщовая сумка-шопер' },
    text: { en: 'Show the code at the desk and take it with you.', ru: 'Покажите код на кассе и заберите сумку.' },
    gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' },
  },
  {
    id: 'gift-10', cost: { currency: 'bonus', amount: 1_200 }, each: 5,
    title: { en: 'A gift card of 10 EUR', ru: 'Подарочная карта на 10 EUR' },
    text: { en: 'For somebody you like. It is in your account at once.', ru: 'Для близких. Сразу появится в личном кабинете.' },
    gives: { kind: 'gift_card', money: 10_00, life: '12 months' },
  },
  {
    id: 'draw-ticket', cost: { currency: 'bonus', amount: 50 }, each: 10,
    title: { en: 'A ticket for the draw of the month', ru: 'Билет розыгрыша месяца' },
    text: { en: '5,000 bonuses to one member, 500 to five more.', ru: '5000 бонусов одному участнику и по 500 — ещё пятерым.' },
    gives: { kind: 'draw', draw: 'month' },
  },
  {
    id: 'wool-socks', cost: { currency: 'bonus', amount: 250 }, stock: 0,
    title: { en: 'Wool socks', ru: 'Шерстяные носки' },
    text: { en: 'One size fits nearly all.', ru: 'Один размер подходит почти всем.' },
    gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' },
  },
  {
    id: 'stylist', cost: { currency: 'bonus', amount: 200 }, who: { tier: 'gold' },
    title: { en: 'An hour with a stylist', ru: 'Час со стилистом' },
    text: { en: 'From Gold. We will call you and agree on a day.', ru: 'С уровня «Золото». Мы позвоним и договоримся о дне.' },
    gives: { kind: 'service', effect: { kind: 'voucher' }, life: '90 days' },
  },
  {
    id: 'new-season', cost: { currency: 'bonus', amount: 200 }, from: '30 days', until: '90 days',
    title: { en: '10% off the new season', ru: 'Скидка 10% на новую коллекцию' },
    text: { en: 'Opens with the new collection.', ru: 'Откроется вместе с новой коллекцией.' },
    terms: { en: 'One order within 30 days. Not for gift cards and goods on sale.', ru: 'Один заказ в течение 30 дней. Не действует на подарочные карты и товары распродажи.' },
    gives: { kind: 'coupon', effect: { kind: 'percent', percent: 10 }, life: '30 days' },
  },
]

/** Gift cards that were sold before: one to use, one without a PIN, one that is spent. */
export const giftCards: readonly GiftCardRule[] = [
  { number: '6034 5678 9012 4821', pin: '4711', money: 50_00, life: '12 months' },
  { number: '6034 5678 9012 5560', money: 25_00 },
  { number: '6034 5678 9012 1177', pin: '2580', money: 0, life: '6 months' },
]

/** A draw at the end of each month, for whoever has taken a ticket. */
export const draws: readonly DrawRule[] = [
  {
    id: 'month', at: 'month',
    title: { en: 'The draw of the month: 5,000 bonuses', ru: 'Розыгрыш месяца: 5000 бонусов' },
    text: { en: 'A ticket is 50 bonuses, in the rewards. 5,000 bonuses to one member, 500 to five more.', ru: 'Билет — 50 бонусов, в разделе наград. 5000 бонусов одному участнику и по 500 — ещё пятерым.' },
    joined: { en: 'You take part. Your tickets: {tickets}.', ru: 'Вы участвуете. Ваших билетов: {tickets}.' },
    terms: { en: 'Drawn at the end of the month. One prize for each member.', ru: 'Розыгрыш в конце месяца. Один приз на участника.' },
    prizes: [{ count: 1, points: { currency: 'bonus', amount: 5_000 } }, { count: 5, points: { currency: 'bonus', amount: 500 } }],
    message: { en: 'Stride Club: you have won {amount} bonuses in the draw of the month!', ru: 'Клуб Stride: вы выиграли в розыгрыше месяца! Бонусов: {amount}.' },
  },
]
