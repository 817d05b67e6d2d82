import type { TierRule } from '../../rules/tiers.ts'

const rate = (percent: number) => ({ id: 'rate', title: { en: `${percent}% off every room`, ru: `Скидка ${percent}% на любой номер`, de: `${percent} % Rabatt auf jedes Zimmer` } })
const wifi = { id: 'wifi', title: { en: 'Fast Wi-Fi in all hotels', ru: 'Быстрый Wi-Fi во всех отелях', de: 'Schnelles WLAN in allen Häusern' } }
const late = { id: 'late', title: { en: 'Check-out until 14:00', ru: 'Выезд до 14:00', de: 'Check-out bis 14 Uhr' } }
const upgrade = { id: 'upgrade', title: { en: 'A better room where one is free', ru: 'Номер выше категорией, если он свободен', de: 'Besseres Zimmer, wenn eines frei ist' } }
const breakfast = { id: 'breakfast', title: { en: 'Breakfast with our compliments', ru: 'Завтрак в подарок', de: 'Frühstück inklusive' } }

/** Levels by nights or stays within 12 months; one list of benefits for all hotels. */
export const tiers: readonly TierRule[] = [
  { id: 'club', name: { en: 'Club', ru: 'Клуб', de: 'Club' }, reachedBy: [], benefits: [rate(5), wifi] },
  {
    id: 'silver', name: { en: 'Silver', ru: 'Серебро', de: 'Silber' },
    reachedBy: [{ metric: 'nights', amount: 10 }, { metric: 'stays', amount: 5 }],
    keptBy: [{ metric: 'nights', amount: 8 }, { metric: 'stays', amount: 4 }],
    benefits: [rate(8), wifi, late],
  },
  {
    id: 'gold', name: { en: 'Gold', ru: 'Золото', de: 'Gold' },
    reachedBy: [{ metric: 'nights', amount: 25 }, { metric: 'stays', amount: 12 }],
    keptBy: [{ metric: 'nights', amount: 20 }, { metric: 'stays', amount: 10 }],
    benefits: [rate(12), wifi, late, upgrade],
  },
  {
    id: 'platinum', name: { en: 'Platinum', ru: 'Платина', de: 'Platin' },
    reachedBy: [{ metric: 'nights', amount: 50 }],
    keptBy: [{ metric: 'nights', amount: 40 }],
    benefits: [rate(15), wifi, late, upgrade, breakfast],
  },
]
