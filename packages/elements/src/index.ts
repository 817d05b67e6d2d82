export { LoyaltyBalance } from './balance/balance.ts'
export { LoyaltyProvider } from './provider/provider.ts'
