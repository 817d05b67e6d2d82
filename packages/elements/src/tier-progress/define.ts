import { defineElement } from '../shared/define.ts'
import { LoyaltyTierProgress } from './tier-progress.ts'

defineElement('loyalty-tier-progress', LoyaltyTierProgress)
