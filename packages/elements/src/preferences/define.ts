import { defineElement } from '../shared/define.ts'
import { LoyaltyPreferences } from './preferences.ts'

defineElement('loyalty-preferences', LoyaltyPreferences)
