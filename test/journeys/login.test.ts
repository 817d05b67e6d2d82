/** A shop's own log-in, in a real browser: at a real identity provider, by the token of the shop's server, by codes of the gateway. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { startLoginSite, type LoginSite } from './login-site.ts'
import { newPerson, openBrowser, type Person } from './person.ts'
import { story } from './story.ts'

let site: LoginSite
let browser: Browser
before(async () => {
  site = await startLoginSite()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await site?.close()
})

/** Names, ids and tokens that a page keeps, wherever a page may keep something that its own scripts can read. */
const kept = (person: Person) => person.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]))
/** As a person does: when the page has come to rest, so that the press meets the link. */
const leave = async (person: Person) => {
  await person.sees('Continue with Shop ID')
  await person.settles()
  await person.press('Continue with Shop ID')
}
const goTo = async (person: Person, account: string) => {
  await leave(person)
  await person.sees('Sign in to Shop ID')
  await person.type('Account', account)
  await person.press('Sign in')
}
const memberId = (account: string) => site.memberOf.get(`shop:${account}`) ?? ''

describe('log-in at an identity provider', () => {
  const step = story()
  let ada: Person
  let tab: Person

  before(async () => {
    ada = await newPerson(browser, site.url)
    tab = await ada.newTab()
  })

  test('a guest goes there and comes back to the very page, a member, in all tabs', step(async () => {
    await tab.visit('/account')
    await tab.sees('Continue with Shop ID')
    await ada.visit('/account?tab=points#top')
    await goTo(ada, 'ada')
    await ada.sees('You are logged in as Ада')
    assert.equal(ada.page.url(), `${site.url}/account?tab=points#top`)
    await tab.sees('You are logged in as Ада')
    await ada.sees('bonuses', 'loyalty-balance')
    assert.deepEqual(ada.troubles, [])
  }))

  test('no script of the page can read the log-in', step(async () => {
    const all = await kept(ada)
    assert.ok(!all.includes(memberId('ada')) && !/lks_|eyJ/.test(all), all)
    const cookies = await ada.page.browserContext().cookies()
    const session = cookies.find(({ name }) => name === 'loyalty_session')
    assert.deepEqual([session?.httpOnly, session?.sameSite, session?.path], [true, 'Lax', '/loyalty/v1'])
    assert.deepEqual(cookies.filter(({ name }) => name.startsWith('loyalty_login')), [], 'nothing is left of the way')
  }))

  test('the log-in outlives the provider\'s own tokens: the server renews it, and nobody is asked', step(async () => {
    const from = site.provider.asked.filter((path) => path === '/token').length
    site.pass(2 * 60 * 60)
    await ada.visit('/account')
    await ada.sees('You are logged in as Ада')
    assert.equal(site.provider.asked.filter((path) => path === '/token').length, from + 1)
  }))

  test('log-out ends it here and there, in all tabs, and comes back to the page; nothing of the member is left', step(async () => {
    await ada.press('Log out')
    await ada.sees('Sign out of Shop ID')
    await tab.sees('Continue with Shop ID')
    await ada.press('Sign out there too')
    await ada.sees('Continue with Shop ID')
    assert.equal(ada.page.url(), `${site.url}/account`)
    for (const person of [ada, tab]) {
      await person.misses('Ада')
      const all = await kept(person)
      assert.ok(!all.includes(memberId('ada')), all)
    }
    assert.equal((await ada.page.browserContext().cookies()).find(({ name }) => name === 'loyalty_session'), undefined)
  }))

  test('the next person at this device is asked who they are, and sees nothing of the former', step(async () => {
    const seen: string[] = []
    await ada.page.exposeFunction('seen', (text: string) => void seen.push(text))
    await ada.page.evaluateOnNewDocument(() => {
      const read = (node: Node): string => [...node.childNodes].map(read).join(' ') + (node instanceof Element && node.shadowRoot ? read(node.shadowRoot) : '') + (node.nodeType === Node.TEXT_NODE ? (node.nodeValue ?? '') : '')
      const look = () => {
        if (document.body) void (globalThis as unknown as { seen(text: string): void }).seen(read(document.body))
        requestAnimationFrame(look)
      }
      look()
    })
    await goTo(ada, '王小明')
    await ada.sees('You are logged in as 小明')
    assert.ok(seen.length > 5 && !seen.some((text) => text.includes('Ада')), 'on no frame')
    await tab.sees('小明')
    await tab.misses('Ада')
  }))

  test('who turns back, takes too long, or meets a failure is told so, and may try again', step(async () => {
    const grace = await newPerson(browser, site.url)
    await grace.visit('/account')
    await leave(grace)
    await grace.press('Cancel')
    await grace.sees('You turned back, so you are not logged in.')
    assert.equal(grace.page.url(), `${site.url}/account`)
    await grace.page.reload()
    await grace.sees('Continue with Shop ID')
    await grace.misses('You turned back', 'body', 1_000)

    await leave(grace)
    await grace.sees('Sign in to Shop ID')
    site.pass(11 * 60)
    await grace.type('Account', 'ada')
    await grace.press('Sign in')
    await grace.sees('That took too long. Please try again.')
    // still signed in at the provider: nobody types anything again
    await leave(grace)
    await grace.sees('You are logged in as Ада')
    await grace.close()
  }))

  test('a link that would lead elsewhere leads nowhere', step(async () => {
    const eve = await newPerson(browser, site.url)
    for (const page of ['start?provider=shop&', 'out?id=x&']) {
      await eve.visit(`/loyalty/v1/login/${page}return_to=${encodeURIComponent('https://evil.example/')}`)
      assert.equal(new URL(eve.page.url()).origin, site.url)
    }
    await eve.visit('/loyalty/v1/login/callback?code=x&state=y')
    assert.equal(eve.page.url().split('?')[0], `${site.url}/`)
    await eve.sees('That took too long. Please try again.')
    await eve.close()
  }))

  test('somebody whom the provider knows and the club does not joins without another proof, and is in', step(async () => {
    const grace = await newPerson(browser, site.url)
    await grace.visit('/')
    await goTo(grace, 'grace')
    await grace.sees('There is no membership for this account so far')
    assert.ok(!grace.page.url().includes('ticket'))
    await grace.press('Join')
    await grace.sees('About you')
    await grace.type('First name', 'Grace')
    for (const consent of ['I accept the club rules', 'I agree that my data is processed']) await grace.tick(consent)
    await grace.press('Join')
    await grace.sees('You are logged in as Grace')
    await grace.visit('/account')
    await grace.sees('You are logged in as Grace')
    await grace.close()
  }))

  test('who signs out at the provider itself is logged out here too: the provider tells the gateway', step(async () => {
    // what a provider says of a log-out is believed for some minutes: both clocks agree again
    site.pass(-(2 * 60 + 11) * 60)
    const person = await newPerson(browser, site.url)
    await person.visit('/account')
    await goTo(person, 'ada')
    await person.sees('You are logged in as Ада')
    await person.page.goto(`${site.provider.issuer}/session/end`)
    await person.press('Sign out there too')
    await person.page.waitForFunction(() => !document.body.textContent.includes('Sign out there too'))
    await person.visit('/account')
    await person.sees('Continue with Shop ID')
    await person.misses('Ада')
    await person.close()
  }))

  test('log-out on all devices ends the others too, which show nothing more as soon as they hear of it', step(async () => {
    const [desk, phone] = [await newPerson(browser, site.url), await newPerson(browser, site.url)]
    for (const device of [desk, phone]) {
      await device.visit('/account')
      await goTo(device, 'ada')
      await device.sees('You are logged in as Ада')
    }
    await phone.settles()
    await desk.press('Log out on all devices')
    await desk.sees('Sign out of Shop ID')
    await phone.sees('Continue with Shop ID')
    await phone.misses('Ада')
    await tab.sees('小明')
    await desk.close()
    await phone.close()
  }))
})

describe('log-in by the token of the shop\'s own server', () => {
  const step = story()
  let ada: Person

  test('the customer whom the shop has logged in is the member, and nobody types anything', step(async () => {
    site.customer = memberId('王小明')
    ada = await newPerson(browser, site.url)
    await ada.visit('/token')
    await ada.sees('You are logged in as 小明')
    assert.equal(site.tokensAsked(), 1)
    const all = await kept(ada)
    assert.ok(!/eyJ/.test(all), 'the token is kept nowhere')
  }))

  test('its token is renewed without being asked', step(async () => {
    const from = site.tokensAsked()
    site.pass(10 * 60)
    await ada.page.evaluate(() => (globalThis as unknown as { client: { refresh(): void } }).client.refresh())
    await ada.settles()
    await ada.sees('You are logged in as 小明')
    assert.equal(site.tokensAsked(), from + 1)
  }))

  test('another customer of the shop leaves nothing of the former', step(async () => {
    site.pass(10 * 60)
    site.customer = memberId('ada')
    await ada.page.evaluate(() => (globalThis as unknown as { client: { refresh(): void } }).client.refresh())
    await ada.sees('You are logged in as Ада')
    await ada.misses('小明')
    assert.ok(!(await kept(ada)).includes(memberId('王小明')))
  }))

  test('a customer who has logged out of the shop is a guest', step(async () => {
    site.pass(10 * 60)
    site.customer = undefined
    await ada.page.evaluate(() => (globalThis as unknown as { client: { refresh(): void } }).client.refresh())
    await ada.sees('Continue with Shop ID')
    await ada.misses('Ада')
    await ada.close()
  }))
})

describe('one-time codes of the gateway', () => {
  test('sign a member in, whose log-in no script can read, and look the same for a stranger', async () => {
    const [ada, eve] = [await newPerson(browser, site.url), await newPerson(browser, site.url)]
    const screens: string[] = []
    for (const [person, email] of [[ada, 'ada@example.com'], [eve, 'eve@example.com']] as const) {
      await person.visit('/account')
      await person.press('Use e-mail instead')
      await person.type('E-mail', email)
      await person.press('Get a code')
      await person.sees('Enter the code')
      screens.push((await person.screen()).replace(/in \d+ s/, '').replace(/[ae]···@/, '…'))
    }
    assert.equal(screens[0], screens[1])
    const [forEve = '', forAda = ''] = site.codes
    await ada.type('Code from the message', forAda)
    await ada.sees('You are logged in as Ада')
    assert.ok(!/lks_/.test(await kept(ada)))
    await eve.type('Code from the message', forEve)
    await eve.sees('You are not a member yet')
    await ada.close()
    await eve.close()
  })
})
