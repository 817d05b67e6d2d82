import { defineElement } from '../shared/define.ts'
import { LoyaltyRedeem } from './redeem.ts'

defineElement('loyalty-redeem', LoyaltyRedeem)
