import { defineElement } from '../shared/define.ts'
import { LoyaltyEarnPreview } from './earn-preview.ts'

defineElement('loyalty-earn-preview', LoyaltyEarnPreview)
