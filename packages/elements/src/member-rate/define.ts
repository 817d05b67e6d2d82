import { defineElement } from '../shared/define.ts'
import { LoyaltyMemberRate } from './member-rate.ts'

defineElement('loyalty-member-rate', LoyaltyMemberRate)
