import { defineElement } from '../shared/define.ts'
import { LoyaltyCoupons } from './coupons.ts'

defineElement('loyalty-coupons', LoyaltyCoupons)
