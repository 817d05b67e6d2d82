import { defineElement } from '../shared/define.ts'
import { LoyaltyPartners } from './partners.ts'

defineElement('loyalty-partners', LoyaltyPartners)
