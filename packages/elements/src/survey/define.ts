import { defineElement } from '../shared/define.ts'
import { LoyaltySurvey } from './survey.ts'

defineElement('loyalty-survey', LoyaltySurvey)
