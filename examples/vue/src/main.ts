import { createApp } from 'vue'
// one line per tag that the page uses
import '@loyaltykit/elements/balance/define'
import '@loyaltykit/elements/earn-preview/define'
import '@loyaltykit/elements/enrolment-form/define'
import '@loyaltykit/elements/login/define'
import '@loyaltykit/elements/redeem/define'
import '@loyaltykit/elements/reserve.css'
import '../../frameworks/shop.css'
// what the tags take and tell, in templates
import type {} from '@loyaltykit/elements/vue'
import App from './app.vue'

createApp(App).mount('#root')
