import type { Route } from '../shared/routes.ts'
import { programme } from './programme.ts'
import { notFound, paged, type EmulatedGiftCard, type SquareState } from './state.ts'

const cardBody = ({ id, gan, state, amount, created_at, customerIds }: EmulatedGiftCard) => ({
  id, gan, type: 'DIGITAL', gan_source: 'SQUARE', state, balance_money: { amount, currency: programme.money }, created_at, ...(customerIds.length ? { customer_ids: [...customerIds] } : {}),
})

/** Gift cards, and whose they are. */
export const giftCardRoutes = (state: SquareState): Readonly<Record<string, Route>> => {
  const cardAt = (id: string) => {
    const found = state.giftCards.get(id)
    if (!found) throw notFound('Gift card')
    return found
  }
  const put = (card: EmulatedGiftCard) => {
    state.giftCards.set(card.id, card)
    return { body: { gift_card: cardBody(card) } }
  }
  return {
    'GET /v2/gift-cards': ({ query }) => {
      const customer = query.get('customer_id')
      const found = [...state.giftCards.values()].filter(({ customerIds }) => customer === null || customerIds.includes(customer)).map(cardBody)
      const { page, ...more } = paged(found, { limit: Number(query.get('limit') ?? 30), cursor: query.get('cursor') ?? undefined, most: 200 })
      return { body: { ...(page.length ? { gift_cards: page } : {}), ...more } }
    },
    'POST /v2/gift-cards/from-gan': ({ body }) => {
      const { gan } = body as { gan: string }
      const found = [...state.giftCards.values()].find((one) => one.gan === gan)
      if (!found) throw notFound('Gift card')
      return { body: { gift_card: cardBody(found) } }
    },
    'GET /v2/gift-cards/{id}': ({ at: { id = '' } }) => ({ body: { gift_card: cardBody(cardAt(id)) } }),
    'POST /v2/gift-cards/{gift_card_id}/link-customer': ({ at: { gift_card_id: id = '' }, body }) => {
      const card = cardAt(id)
      return put({ ...card, customerIds: [...new Set([...card.customerIds, (body as { customer_id: string }).customer_id])] })
    },
    'POST /v2/gift-cards/{gift_card_id}/unlink-customer': ({ at: { gift_card_id: id = '' }, body }) => {
      const card = cardAt(id)
      return put({ ...card, customerIds: card.customerIds.filter((one) => one !== (body as { customer_id: string }).customer_id) })
    },
  }
}
