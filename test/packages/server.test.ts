/** Elements as a server renders them: with a client for one request, for a guest and for a member, with no page around. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { before, test } from 'node:test'
import { render } from '@lit-labs/ssr'
import { collectResult } from '@lit-labs/ssr/lib/render-result.js'
import { createLoyalty, type AnyClient, type Part, type Resource, type Store } from '@loyaltykit/core'
import { loadWords } from '@loyaltykit/elements/shared'
import { createSandbox } from '@loyaltykit/sandbox'
import { html, unsafeStatic } from 'lit/static-html.js'

const source = resolve(import.meta.dirname, '../../packages/elements/src')
const names = globSync('*/define.ts', { cwd: source }).map((file) => file.split('/')[0] ?? '').filter((name) => !['shared', 'provider'].includes(name)).sort()
const parts: readonly Part[] = ['program', 'member', 'balances', 'activity', 'tier', 'offers', 'redemptions', 'rewards', 'referral', 'coupons', 'giftCards', 'partners', 'challenges', 'surveys', 'claims', 'cards', 'preferences']
const cart = { id: 'stay', currency: 'EUR', items: [{ sku: 'classic', quantity: 3, price: 142_00, categories: ['room'] }], stay: { hotel: 'hamburg', arrival: '2027-03-01', departure: '2027-03-04', guests: 2 } }

async function read(client: AnyClient): Promise<AnyClient> {
  const stores = [...parts.map((part) => client[`$${part}`]), client.$quote?.(cart)] as (Store<Resource<unknown>> | undefined)[]
  await Promise.all(stores.map((store) => new Promise<void>((done) => {
    store?.subscribe(({ status }) => {
      if (status === 'ready' || status === 'failed') done()
    })
    if (!store) done()
  })))
  return client
}

const written = async (name: string, client: AnyClient) => {
  const tag = unsafeStatic(`loyalty-${name}`)
  const text = await collectResult(render(html`<${tag} .client=${client} .cart=${cart}></${tag}>`))
  return text.replace(/<style>[^]*?<\/style>/g, '').replace(/<!--[^]*?-->/g, '')
}

const who: Partial<Record<'guest' | 'member', AnyClient>> = {}
before(async () => {
  await loadWords('ru')
  await Promise.all(names.map((name) => import(`@loyaltykit/elements/${name}/define`)))
  const backend = createSandbox({ preset: 'hotel', seed: 1 })
  who.guest = await read(createLoyalty({ backend, locale: 'en' }))
  const member = createLoyalty({ backend, locale: 'ru' })
  const { id } = await member.requestCode({ identifier: { kind: 'email', value: 'ada@example.com' } })
  const verified = await member.verifyCode({ challengeId: id, code: backend.outbox[0]?.code ?? '' })
  assert.equal(verified.outcome, 'not_enrolled')
  const enrolment = (await backend.program.get({}, { signal: AbortSignal.timeout(5_000), locale: 'en', identity: { kind: 'guest' } })).enrolment
  await member.enrol({
    ...(verified.outcome === 'not_enrolled' ? { ticket: verified.ticket } : {}),
    profile: { givenName: 'Ada', familyName: 'Walker' },
    consents: (enrolment?.consents ?? []).filter(({ required }) => required).map(({ id: consentId, version }) => ({ id: consentId, granted: true, version })),
  } as never)
  who.member = await read(member)
})

for (const kind of ['guest', 'member'] as const)
  for (const name of names)
    test(`loyalty-${name} is written for a ${kind}: at once what it shows, nothing grey`, async () => {
      const client = who[kind]
      assert.ok(client)
      const text = await written(name, client)
      assert.match(text, /<template shadowroot="open" shadowrootmode="open">/)
      assert.doesNotMatch(text, /class="[^"]*\bbone\b/)
      // which means yes
      assert.doesNotMatch(text, / (checked|selected|hidden|disabled)="false"/)
      // a strict policy takes no such attribute, whatever its nonce
      assert.doesNotMatch(text, / style="/)
    })

test('it speaks the language of its client, with no page around it to say one', async () => {
  assert.ok(who.guest && who.member)
  assert.match(await written('balance', who.guest), /Log in/)
  assert.match(await written('balance', who.member), /баллов/)
})
