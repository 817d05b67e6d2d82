import type { RewardRule } from '../../rules/rewards.ts'

/** What points buy beside a stay. */
export const rewards: readonly RewardRule[] = [
  {
    id: 'late-check-out', cost: { currency: 'points', amount: 1_500 }, each: 4,
    title: { en: 'Check-out until 16:00', ru: 'Выезд до 16:00', de: 'Check-out bis 16 Uhr' },
    gives: { kind: 'service', effect: { kind: 'voucher' }, life: '12 months' },
  },
  {
    id: 'breakfast', cost: { currency: 'points', amount: 3_000 },
    title: { en: 'Breakfast for two', ru: 'Завтрак на двоих', de: 'Frühstück für zwei' },
    gives: { kind: 'service', effect: { kind: 'voucher' }, life: '12 months' },
  },
  {
    id: 'spa-25', cost: { currency: 'points', amount: 4_000 },
    title: { en: '25.00 EUR off the spa', ru: '25,00 EUR на спа', de: '25,00 EUR für den Spa' },
    gives: { kind: 'coupon', effect: { kind: 'money', money: 25_00, goods: { only: ['spa'] } }, life: '6 months' },
  },
  {
    id: 'suite', cost: { currency: 'points', amount: 12_000 }, who: { tier: 'gold' }, stock: 20,
    title: { en: 'A suite for the price of a room', ru: 'Люкс по цене номера', de: 'Suite zum Zimmerpreis' },
    gives: { kind: 'service', effect: { kind: 'voucher' }, life: '12 months' },
  },
]
