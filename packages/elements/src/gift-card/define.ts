import { defineElement } from '../shared/define.ts'
import { LoyaltyGiftCard } from './gift-card.ts'

defineElement('loyalty-gift-card', LoyaltyGiftCard)
