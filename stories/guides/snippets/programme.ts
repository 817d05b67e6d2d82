import { createSandbox, fuel, type Preset } from '@loyaltykit/sandbox'

// rules are data: take a programme that comes with the sandbox and change what is different in yours
const ours: Preset = {
  ...fuel,
  id: 'our-stations',
  name: { en: 'Our Stations' },
  earn: [
    { id: 'purchase', currency: 'points', per: 'money', rates: { all: { amount: 2, for: 100 } } },
    { id: 'sunday', currency: 'points', per: 'money', on: { days: ['sun'] }, rates: { all: { amount: 1, for: 100 } }, title: { en: 'More on Sundays, receipt {reference}' } },
  ],
}

const sandbox = createSandbox({ preset: ours, seed: 'demo', now: '2026-11-22T10:00:00Z' })
const { id } = await sandbox.desk.requestCode({ phone: '+447700900123' })
const { member } = await sandbox.desk.enrol({
  challengeId: id,
  code: sandbox.outbox[0]?.code ?? '',
  profile: { givenName: 'Ada' },
  consents: ours.enrolment.consents.map((consent) => ({ id: consent.id, version: consent.version, granted: consent.required })),
})

const cart = { id: 'pump 4', currency: 'EUR', items: [{ sku: 'diesel', quantity: 40, price: 1_60, categories: ['fuel'] }] }
const { earned } = await sandbox.till.purchase({ memberId: member.id, cart, orderId: '4711' })
console.log(earned) // it is a Sunday: 128 and 64 points

sandbox.advance('60 days') // and 200 points of the win-back are there
console.log(sandbox.report({ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }).participation) // 1
