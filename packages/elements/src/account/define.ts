import { defineElement } from '../shared/define.ts'
import { LoyaltyAccount } from './account.ts'

defineElement('loyalty-account', LoyaltyAccount)
