import './shop.ts'
import '@loyaltykit/elements/earn-preview/define'
import '@loyaltykit/elements/offer-carousel/define'
import { byId } from './dom.ts'
import { greetFriend } from './friend.ts'
import { loyalty } from './loyalty.ts'

loyalty.$session.subscribe(({ status }) => {
  // its room stays: what is below must not jump
  byId('hero-join').classList.toggle('gone', status === 'member')
})
greetFriend(byId('hero-text'))
