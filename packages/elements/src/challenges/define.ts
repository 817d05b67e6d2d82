import { defineElement } from '../shared/define.ts'
import { LoyaltyChallenges } from './challenges.ts'

defineElement('loyalty-challenges', LoyaltyChallenges)
