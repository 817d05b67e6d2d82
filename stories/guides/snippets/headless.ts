import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, isLoyaltyError, lastValue, type Cart } from '@loyaltykit/core'

const loyalty = createLoyalty({ backend: http({ url: 'https://shop.example/loyalty', credentials: 'include' }), locale: 'en' })

const stop = loyalty.$balances.subscribe((balances) => {
  const known = lastValue(balances)
  if (known) console.log(known.map(({ currency, available }) => `${currency}: ${available}`))
  if (balances.status === 'failed') console.warn(balances.error.message)
})

export async function pay(cart: Cart): Promise<void> {
  try {
    const { redemption } = await loyalty.redeem({ cart, currency: 'bonus', amount: 600 })
    console.log('held', redemption.id)
  } catch (error) {
    if (isLoyaltyError(error) && error.code === 'insufficient_points') console.log('Not enough bonuses.')
    else throw error
  }
}

export function leave(): void {
  stop()
  loyalty.dispose()
}
