/**
 * `npm run test:medusa`: a real Medusa with its loyalty plugin, from npm, on Debian's PostgreSQL, in a temporary folder. The contract and a journey in a browser run
 * against it; nothing is mocked. Not part of `npm test`: it downloads some 700 MB and takes a few minutes. `MEDUSA_INSTALLED` names a folder that has it already.
 */
import { after, test } from 'node:test'
import { backendContract } from '@loyaltykit/testing'
import { freePort } from '../browsers.ts'
import { journey } from './journey.ts'
import { openMedusa } from './medusa.ts'
import { openShop } from './shop.ts'
import { medusaSubject } from './subject.ts'

const began = Date.now()
const tell = (what: string) => console.log(`${String(Math.round((Date.now() - began) / 1_000)).padStart(4)} s  ${what}`)
const installed = process.env['MEDUSA_INSTALLED']
const port = await freePort()
const origin = `http://127.0.0.1:${String(port)}`
const medusa = await openMedusa({ origin, tell, ...(installed === undefined ? {} : { installed }) })
after(async () => {
  await medusa.close()
  tell('closed')
})
try {
  tell('shop')
  const shop = await openShop(medusa)
  tell('contract and journey')
  const { count } = await backendContract({ test, name: 'a real Medusa', create: async () => medusaSubject(medusa.url, shop) })
  test('most of the contract is run', () => {
    if (count < 58) throw new Error(`only ${String(count)} checks`)
  })
  journey({ medusa, shop, port, origin })
} catch (error) {
  await medusa.close()
  throw error
}
