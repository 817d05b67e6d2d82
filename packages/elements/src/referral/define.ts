import { defineElement } from '../shared/define.ts'
import { LoyaltyReferral } from './referral.ts'

defineElement('loyalty-referral', LoyaltyReferral)
