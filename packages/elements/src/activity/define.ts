import { defineElement } from '../shared/define.ts'
import { LoyaltyActivity } from './activity.ts'

defineElement('loyalty-activity', LoyaltyActivity)
