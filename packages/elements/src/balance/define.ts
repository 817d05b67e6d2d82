import { defineElement } from '../shared/define.ts'
import { LoyaltyBalance } from './balance.ts'

defineElement('loyalty-balance', LoyaltyBalance)
