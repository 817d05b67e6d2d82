/** The hotel: rendered on its server and hydrated, from a guest's first look to a member's rate at a booking engine. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { startExamples, type Examples } from './examples.ts'
import { checkOut, dayAhead, fillIn, heldBack, watch } from './hotel.ts'
import { newPerson, openBrowser, pause, type Person } from './person.ts'
import { story } from './story.ts'

const still = { asked: [], moved: [] }
const stay = (city: string, nights: number, from = 20) => `city=${city}&arrival=${dayAhead(from)}&departure=${dayAhead(from + nights)}&guests=2`

describe('the hotel', () => {
  const step = story()
  let examples: Examples
  let browser: Browser
  let ada: Person

  before(async () => {
    examples = await startExamples()
    browser = await openBrowser()
    ada = await newPerson(browser, examples.hotelUrl)
  })
  after(async () => {
    await browser?.close()
    await examples?.remove()
  })

  test('shows a guest each page in three languages as the server wrote it: nothing is asked for, nothing moves', step(async () => {
    const bo = await newPerson(browser, examples.hotelUrl, { width: 390, height: 844 })
    const { visit } = await watch(bo)
    for (const [path, text] of [['/en', 'Wake up by the water'], [`/de/rooms?${stay('lisbon', 3)}`, 'Für Mitglieder'], ['/ru/account', 'Пришлём одноразовый код'], [`/en/book?room=suite&${stay('tallinn', 2)}`, 'Members pay with points'], ['/de/hand-over', 'Ein Link mit Code']] as const) {
      assert.deepEqual(await visit(path), still, path)
      await bo.sees(text)
      assert.equal(await bo.page.evaluate(() => document.documentElement.lang), path.slice(1, 3))
      // taken over, not written a second time beside
      assert.equal(await bo.page.evaluate(() => document.querySelector('loyalty-balance')?.shadowRoot?.querySelectorAll('slot[name=guest]').length), 1, path)
    }
    assert.deepEqual(bo.troubles, [])
    await bo.close()
  }))

  test('says its prices before any script, and stays where it is when the script comes 3 s late', step(async () => {
    const bo = await newPerson(browser, examples.hotelUrl)
    const { visit } = await watch(bo)
    await bo.page.setRequestInterception(true)
    bo.page.on('request', (request) => void (request.resourceType() === 'script' ? pause(3_000).then(() => request.continue()) : request.continue()))
    const visiting = visit(`/en/rooms?${stay('hamburg', 4)}`)
    await bo.sees('Members pay €539.60')
    assert.equal(await bo.page.evaluate(() => document.querySelector('loyalty-member-rate:defined')), null)
    assert.deepEqual(await visiting, still)
    assert.deepEqual(bo.troubles, [])
    await bo.close()
  }))

  test('a guest sees both prices, joins on the spot, and sees the price of the club at once', step(async () => {
    await ada.visit(`/en/rooms?${stay('hamburg', 4)}`)
    await ada.sees('€568.00', '.room')
    await ada.sees('Members pay €539.60', '.room')
    await ada.page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
    await ada.press('Join')
    await fillIn(ada)
    // behind the dialog are those of the three rooms
    await ada.press('Join', 3)
    await ada.sees('500 points', 'header.top')
    await ada.press('Close')
    await ada.sees('Club price, you save €28.40', '.room')
    await ada.sees('€539.60', '.room')
    assert.equal(await ada.page.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage), true)
  }))

  test('books at that price with what the hotel knows of her, and checks out: points come while the account is open', step(async () => {
    await ada.press('Choose Classic room')
    await ada.sees('To pay at the hotel €539.60', '#totals')
    assert.equal(await ada.page.$eval('#familyName', (field) => (field as HTMLInputElement).value), 'Walker')
    await ada.press('Book this stay')
    await ada.sees('Booking H-1001 is made')
    await ada.press('To your account')
    await ada.sees('Hello, Ada')
    await ada.sees('H-1001 Hamburg, Classic room', '#stays')
    await ada.sees('Booked', '#stays')
    await checkOut(ada)
    await ada.sees('5,896 points', 'main loyalty-balance')
    await ada.sees('Stayed', '#stays')
    await ada.sees(/4 of 10 nights/)
  }))

  test('pays a part of the next stay with points; its nights make her silver on the open page', step(async () => {
    await ada.visit(`/en/book?room=classic&${stay('tallinn', 6)}`)
    await ada.type('How many points to use?', '2000')
    await ada.press('Use 2,000 points')
    await ada.sees('Paid with points −€10.00', '#totals')
    await ada.sees('To pay at the hotel €548.60', '#totals')
    await ada.press('Book this stay')
    await ada.sees('Booking H-1002 is made')
    // she leaves before this page hears of anything: it goes on from where the server has read
    const stream = await heldBack(ada, '/stream/open')
    await ada.visit('/en/account')
    await ada.sees('3,896 points', 'main loyalty-balance')
    await ada.page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
    await checkOut(ada)
    await ada.sees('3,896 points', 'main loyalty-balance')
    await stream.letGo()
    await ada.sees('Silver', 'loyalty-tier-progress')
    await ada.sees(/Welcome|You have reached|Silver/, 'loyalty-tier-progress')
    await ada.sees('9,382 points', 'main loyalty-balance')
    assert.equal(await ada.page.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage), true)
    await ada.visit(`/en/rooms?${stay('hamburg', 4)}`)
    await ada.sees('Silver price, you save €45.44', '.room')
  }))

  test('claims a stay that is missing, and exchanges points for miles', step(async () => {
    await ada.visit('/en/account?section=activity')
    await ada.type('Booking number', 'H-0815')
    const [year = '', month = '', day = ''] = dayAhead(-9).split('-')
    await ada.type('Day you left', `${month}${day}${year}`)
    await ada.press('Send')
    await ada.sees('Thank you, we have got it')
    await ada.press('Partners')
    await ada.press('Link account')
    await ada.type('Aquila number', 'AQ12345678')
    await ada.press('Link')
    await ada.sees('your account is linked')
    await ada.press('Exchange')
    await ada.type('How many points to give?', '4000')
    await ada.press('Continue')
    await ada.press('Exchange now')
    await ada.sees(/Done\. You gave 4,000 points/)
    await ada.sees('5,382 points', 'header.top')
  }))

  test('shows a member her pages as the server wrote them, in Russian and in German', step(async () => {
    const { visit } = await watch(ada)
    for (const [path, text] of [['/ru/account', 'Здравствуйте, Ada'], ['/en/account?section=rewards', 'Check-out until 16:00'], ['/de/account?section=activity', 'Fehlt etwas?'], ['/ru/account?section=preferences', 'Сохранить'], [`/de/rooms?${stay('lisbon', 3)}`, 'Silber'], ['/ru', 'Просыпайтесь у воды'], [`/de/book?room=corner&${stay('lisbon', 3)}`, 'Im Hotel zu zahlen']] as const) {
      assert.deepEqual(await visit(path), still, path)
      await ada.sees(text)
      assert.equal(await ada.page.evaluate(() => document.querySelector('loyalty-balance')?.shadowRoot?.querySelectorAll('[part=number]').length), 1, path)
    }
  }))

  test('opens a section of her account: its code and its data come then, and the address is of it', step(async () => {
    const { visit, asked, scripts } = await watch(ada)
    assert.deepEqual(await visit('/en/account'), still)
    const before = scripts.length
    await ada.press('Rewards')
    await ada.sees('Check-out until 16:00', 'loyalty-reward-list')
    await ada.settles()
    assert.deepEqual(asked.map((call) => call.replace(/\?.*(parts=[^&]*).*/, ' $1')), ['GET /loyalty/v1/snapshot/get parts=rewards,session'])
    assert.ok(scripts.slice(before).some((file) => file.includes('define')), scripts.slice(before).join())
    assert.equal(new URL(ada.page.url()).search, '?section=rewards')
    await Promise.all([ada.page.waitForNavigation(), ada.press('DE')])
    await ada.sees('Prämien', 'loyalty-reward-list')
    await ada.visit('/en/account')
    await ada.press('Partners')
    await ada.sees('Aquila', 'loyalty-partners')
    await ada.page.goBack()
    await ada.sees('Your card', 'loyalty-card')
    await ada.misses('Aquila', 'loyalty-account')
  }))

  test('takes her rate to the booking engine by a code of one use', step(async () => {
    await ada.visit(`/en/hand-over/link?${stay('hamburg', 4)}`)
    await ada.press('Book with a code')
    await ada.sees('You pay €695.52')
    assert.equal(new URL(ada.page.url()).origin, examples.engineUrl)
    await ada.misses('Walker')
    await ada.page.reload()
    await ada.sees('This code was used already')
    assert.equal((await fetch(`${examples.engineUrl}/book?code=${'x'.repeat(22)}`)).status, 403)
    assert.equal((await fetch(`${examples.hotelUrl}/hand-over/codes`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer forged' }, body: '{"code":"x"}' })).status, 403)
  }))

  test('takes her rate there by a signed token, once; one that was touched is refused', step(async () => {
    let posted = ''
    ada.page.on('request', (request) => {
      if (request.method() === 'POST' && request.url() === `${examples.engineUrl}/book`) posted = request.postData() ?? ''
    })
    await ada.visit(`/en/hand-over/token?${stay('hamburg', 4)}`)
    await ada.press('Book with a token')
    await ada.sees('You pay €695.52')
    const post = async (token: string) => (await fetch(`${examples.engineUrl}/book`, { method: 'POST', body: new URLSearchParams({ token }) })).status
    const token = new URLSearchParams(posted).get('token') ?? ''
    const [head = '', body = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { rate: { price: number } }
    assert.doesNotMatch(JSON.stringify(claims), /Walker|example\.com/)
    const cheaper = Buffer.from(JSON.stringify({ ...claims, jti: 'another', rate: { ...claims.rate, price: 1 } })).toString('base64url')
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
    assert.deepEqual(await Promise.all([post(token), post(`${head}.${cheaper}.${signature}`), post(`${unsigned}.${cheaper}.`), post('')]), [409, 403, 403, 403])
  }))

  test('takes her rate there by an event alone: the page stops the element and has its server do it', step(async () => {
    await ada.visit(`/en/hand-over/event?${stay('hamburg', 4)}`)
    await ada.press('Book for €695.52')
    await ada.sees('The rate is kept for ten minutes')
    await ada.press('To the booking engine')
    await ada.sees('You pay €695.52')
    const forged = await fetch(`${examples.engineUrl}/offers`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    assert.equal(forged.status, 403)
  }))

  test('nothing was refused by the policy, and nothing thrown, all the way', () => {
    // the codes and tokens that were tried twice
    assert.deepEqual(ada.troubles.filter((trouble) => !/status of 4(09|10)/.test(trouble)), [])
  })
})

describe('the hotel while its loyalty programme is away', () => {
  let examples: Examples
  let browser: Browser
  /** A member, with the log-in in her browser. */
  let ada: Person
  const step = story()

  before(async () => {
    examples = await startExamples()
    browser = await openBrowser()
    ada = await newPerson(browser, examples.hotelUrl)
  })
  after(async () => {
    await browser?.close()
    await examples?.remove()
  })

  const become = async (fault: 'none' | 'down' | 'slow' | 'nonsense') => {
    const answer = await fetch(`${examples.hotelUrl}/sandbox/fault`, { method: 'POST', headers: { 'content-type': 'application/json', origin: examples.hotelUrl }, body: JSON.stringify({ fault }) })
    assert.equal(answer.status, 200)
  }
  const textOf = (html: string) => html.replace(/<(script|style)[^]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
  const cookiesOf = async () => (await browser.browserContexts().at(-1)?.cookies())?.filter(({ domain }) => domain === 'localhost').map(({ name, value }) => `${name}=${value}`).join('; ') ?? ''

  /** A page as a browser without scripts gets it: soon, and whole. */
  async function ask(path: string, cookie = '') {
    const began = performance.now()
    const answer = await fetch(examples.hotelUrl + path, { headers: { cookie } })
    const text = textOf(await answer.text())
    return { status: answer.status, seconds: (performance.now() - began) / 1000, text }
  }

  /** Books as a browser without scripts does: by the form of the page. Gives the page that follows. */
  async function book(path: string, cookie = '') {
    const page = await fetch(examples.hotelUrl + path, { headers: { cookie } })
    const html = await page.text()
    const hidden = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')] as [string, string])
    assert.ok(hidden.length)
    const body = new URLSearchParams([...hidden, ['givenName', 'Ada'], ['familyName', 'Walker'], ['email', 'ada@example.com']])
    const address = new URL(page.url)
    const answer = await fetch(address, { method: 'POST', body, headers: { cookie, origin: examples.hotelUrl } })
    return { status: answer.status, text: textOf(await answer.text()) }
  }

  test('a member joins while all is well', step(async () => {
    await ada.visit('/en/account')
    await fillIn(ada)
    await ada.press('Join')
    await ada.sees('Hello, Ada')
    await ada.sees('500 points', 'header.top')
  }))

  for (const fault of ['down', 'slow', 'nonsense'] as const)
    test(`${fault}: every page comes within 2 s, sells rooms at the public price and says calmly what is not there`, step(async () => {
      await become(fault)
      const cookie = await cookiesOf()
      assert.match(cookie, /harbour/)
      const query = stay('hamburg', 4)
      for (const who of ['', cookie])
        for (const [path, said] of [
          ['/en', 'from €142.00 a night'], [`/en/rooms?${query}`, '€568.00 for 4 nights'], [`/de/rooms?${query}`, 'Mitgliederpreise sind gerade nicht verfügbar.'], [`/ru/rooms?${query}`, 'Цены для участников сейчас недоступны.'],
          [`/en/book?room=classic&${query}`, 'You book at the public price'], ['/en/account', who ? 'Your stays' : 'Account'], [`/en/hand-over?${query}`, '€756.00 for 4 nights'],
        ] as const) {
          const { status, seconds, text } = await ask(path, who)
          assert.equal(status, 200, path)
          assert.ok(seconds < 2, `${path} took ${seconds.toFixed(1)} s`)
          assert.ok(text.includes(said), `${path} says: ${text}`)
        }
      await become('none')
    }))

  test('a guest and a member book at the public price without a script; her nights count when the programme is back', step(async () => {
    await become('down')
    const cookie = await cookiesOf()
    for (const who of ['', cookie]) {
      const { status, text } = await book(`/en/book?room=classic&${stay('tallinn', 3)}`, who)
      assert.equal(status, 200)
      assert.match(text, /Booking H-100\d is made/)
    }
    assert.match((await ask('/en/account', cookie)).text, /H-1002 Tallinn, Classic room/)
    await become('none')
    await ada.visit('/en/account')
    await ada.sees('H-1002 Tallinn', '#stays')
    await checkOut(ada)
    await ada.sees('3 of 10 nights', 'loyalty-tier-progress')
    await ada.misses('H-1001')
  }))

  test('what a member was shown before it went is not sold at another price without a word', step(async () => {
    const path = `/en/book?room=classic&draft=${'d'.repeat(20)}&${stay('hamburg', 2)}`
    const cookie = await cookiesOf()
    const html = await (await fetch(examples.hotelUrl + path, { headers: { cookie } })).text()
    const due = /name="due" value="(\d+)"/.exec(html)?.[1] ?? ''
    await become('down')
    const body = new URLSearchParams([...new URL(`http://x${path}`).searchParams, ['due', due], ['member', 'true'], ['givenName', 'Ada'], ['familyName', 'Walker'], ['email', 'ada@example.com']])
    const answer = await fetch(examples.hotelUrl + path, { method: 'POST', body, headers: { cookie, origin: examples.hotelUrl } })
    assert.deepEqual([due, answer.status], ['26980', 409])
    assert.match(textOf(await answer.text()), /The price has changed meanwhile.*€284\.00/)
    await become('none')
  }))

  test('an open page says it in the place of the price, and shows the price of the club when it is back', step(async () => {
    await become('down')
    await ada.visit(`/en/rooms?${stay('hamburg', 4)}`)
    await ada.sees('€568.00 for 4 nights', '.room')
    await ada.sees('Member rates are not available just now.', '.room')
    await ada.visit('/en/account')
    await ada.sees('H-1002 Tallinn', '#stays')
    await become('none')
    await ada.visit(`/en/rooms?${stay('hamburg', 4)}`)
    await ada.sees('Club price, you save €28.40', '.room')
    await ada.misses('not available')
  }))

  test('who has no scripts is told how to join, and sees no empty boxes', step(async () => {
    const bo = await newPerson(browser, examples.hotelUrl)
    await bo.page.setJavaScriptEnabled(false)
    await bo.page.goto(`${examples.hotelUrl}/en/account`)
    const shown = await bo.page.$$eval('main > *', (all) => all.filter((element) => element.checkVisibility()).map((element) => element.textContent?.replace(/\s+/g, ' ').trim()))
    assert.ok(shown.some((text) => text?.includes('Call +49 40 555 01 00')), shown.join('\n'))
    assert.equal(await bo.page.$eval('.needs-script', (element) => element.checkVisibility()), false)
    await bo.close()
  }))
})
