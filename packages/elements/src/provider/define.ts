import { defineElement } from '../shared/define.ts'
import { LoyaltyProvider } from './provider.ts'

defineElement('loyalty-provider', LoyaltyProvider)
