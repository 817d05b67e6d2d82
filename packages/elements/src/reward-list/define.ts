import { defineElement } from '../shared/define.ts'
import { LoyaltyRewardList } from './reward-list.ts'

defineElement('loyalty-reward-list', LoyaltyRewardList)
