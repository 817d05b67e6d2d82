import type { Card } from '@loyaltykit/core'

/** The card on the phone, with a QR code. */
export const aCard = (changes: Partial<Card> = {}): Card => ({
  id: 'virtual',
  number: '27901234567890',
  kind: 'virtual',
  barcode: { format: 'qr', content: '27901234567890' },
  wallets: [],
  ...changes,
})

/** The card on the phone with wallet passes, and an old plastic one. */
export const cards = (): readonly Card[] => [
  aCard({ wallets: [{ kind: 'apple', url: 'https://wallet.example/apple/1' }, { kind: 'google', url: 'https://wallet.example/google/1' }] }),
  aCard({ id: 'old', number: '5061000000001001', kind: 'plastic', barcode: undefined, linkedAt: '2026-05-12T10:00:00Z' }),
]
