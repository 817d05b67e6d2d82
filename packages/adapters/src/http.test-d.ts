/** Programs that must not compile: the client of an adapter has only the groups that were named. */
import { createLoyalty } from '@loyaltykit/core'
import { http } from './http.ts'

const narrow = createLoyalty({ backend: http({ url: 'https://api.example', groups: ['balances', 'session'] }) })
narrow.$balances.get()
narrow.$program.get()
void narrow.signOut()
// @ts-expect-error -- offers were not named
narrow.$offers.get()
// @ts-expect-error -- redemptions were not named
void narrow.redeem({})

const wide = createLoyalty({ backend: http({ url: 'https://api.example' }) })
wide.$offers.get()
void wide.exchange({ exchangeId: 'x', amount: 1 })

// @ts-expect-error -- not a group of the port
http({ url: 'https://api.example', groups: ['nothing'] })
http({ url: 'https://api.example', groups: ['stream'] }).stream.open({ after: 'c-1' }, {} as never)[Symbol.asyncIterator]()
// @ts-expect-error -- where is it?
http({})
// @ts-expect-error -- a token is text
http({ url: 'https://api.example', token: 5 })
