import { defineElement } from '../shared/define.ts'
import { LoyaltyCard } from './card.ts'

defineElement('loyalty-card', LoyaltyCard)
