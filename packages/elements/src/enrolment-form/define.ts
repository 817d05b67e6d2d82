import { defineElement } from '../shared/define.ts'
import { LoyaltyEnrolmentForm } from './enrolment-form.ts'

defineElement('loyalty-enrolment-form', LoyaltyEnrolmentForm)
