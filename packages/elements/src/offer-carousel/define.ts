import { defineElement } from '../shared/define.ts'
import { LoyaltyOfferCarousel } from './offer-carousel.ts'

defineElement('loyalty-offer-carousel', LoyaltyOfferCarousel)
