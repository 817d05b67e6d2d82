import { defineElement } from '../shared/define.ts'
import { LoyaltyClaimForm } from './claim-form.ts'

defineElement('loyalty-claim-form', LoyaltyClaimForm)
