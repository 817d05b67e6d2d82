import { defineElement } from '../shared/define.ts'
import { LoyaltyLogin } from './login.ts'

defineElement('loyalty-login', LoyaltyLogin)
