/** What is true of every form of every element: labels, tokens for autofill, keyboards of phones, words at the field, and nothing kept that is secret. */
import { expect } from '@open-wc/testing'
import { fill, submit, until } from '@loyaltykit/testing'
import { perform, type Annotations, type StoryModule } from '../test/stories/stage.ts'
import { everything } from '../test/stories/tree.ts'
import * as card from '../packages/elements/src/card/card.stories.ts'
import * as claimForm from '../packages/elements/src/claim-form/claim-form.stories.ts'
import * as enrolmentForm from '../packages/elements/src/enrolment-form/enrolment-form.stories.ts'
import * as giftCard from '../packages/elements/src/gift-card/gift-card.stories.ts'
import * as login from '../packages/elements/src/login/login.stories.ts'
import * as partners from '../packages/elements/src/partners/partners.stories.ts'
import * as preferences from '../packages/elements/src/preferences/preferences.stories.ts'
import * as redeem from '../packages/elements/src/redeem/redeem.stories.ts'
import * as survey from '../packages/elements/src/survey/survey.stories.ts'

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

async function on(module: object, name: string, act: (canvas: HTMLElement) => unknown): Promise<void> {
  const { default: meta = {}, [name]: one } = module as StoryModule
  const canvas = document.createElement('div')
  document.body.append(canvas)
  const story = one as Annotations
  const takeDown = await perform(meta, story, canvas, { ...meta.parameters, ...story.parameters })
  try {
    await act(canvas)
  } finally {
    await takeDown()
  }
}

const fieldsOf = (canvas: HTMLElement): Field[] => [...everything(canvas)].filter((element): element is Field => element.matches('input, select, textarea') && element.checkVisibility())
/** As a test reads it: name or id, token, keyboard, kind of field. */
const told = (field: Field) => [field.name || field.id, field.getAttribute('autocomplete'), field.getAttribute('inputmode'), field.type].join(' ')
const typed = (canvas: HTMLElement) => fieldsOf(canvas).filter(({ type }) => !/radio|checkbox|range/.test(type)).map(told)

const forms: readonly { readonly module: object; readonly story: string; readonly fields: readonly string[] }[] = [
  { module: login, story: 'Guest', fields: ['phone tel tel tel'] },
  { module: login, story: 'EmailFirst', fields: ['email email email email'] },
  { module: login, story: 'Code', fields: ['code one-time-code numeric text'] },
  { module: enrolmentForm, story: 'Code', fields: ['code one-time-code numeric text'] },
  {
    module: enrolmentForm,
    story: 'EveryField',
    fields: ['givenName given-name  text', 'familyName family-name  text', 'email email email email', 'birthday bday  date', 'gender sex  select-one', 'city address-level2  text', 'postalCode postal-code  text', 'cardNumber off text text', 'referralCode off text text'],
  },
  { module: claimForm, story: 'Member', fields: ['reference off text text', 'date off  date', 'total off decimal text', 'place off  text', 'comment off  textarea'] },
  { module: giftCard, story: 'Guest', fields: ['number off numeric text', 'pin off numeric text'] },
  { module: card, story: 'Link', fields: ['number off numeric text'] },
  { module: preferences, story: 'ManyFields', fields: ['givenName given-name  text', 'familyName family-name  text', 'email email email email', 'gender sex  select-one', 'city address-level2  text', 'postalCode postal-code  text'] },
  { module: partners, story: 'Exchange', fields: ['amount off numeric text'] },
  { module: redeem, story: 'Member', fields: ['amount off numeric text'] },
  { module: survey, story: 'Text', fields: ['answer off  textarea'] },
]

describe('every form', () => {
  beforeEach(() => sessionStorage.clear())
  afterEach(() => sessionStorage.clear())

  for (const { module, story, fields } of forms) {
    const tag = (module as StoryModule).default?.component ?? ''
    it(`${tag} asks with the token and the keyboard for each field: ${story}`, () => on(module, story, (canvas) => expect(typed(canvas)).to.deep.equal(fields)))

    it(`${tag} names each field: ${story}`, () =>
      on(module, story, (canvas) => {
        for (const field of fieldsOf(canvas)) {
          const named = (field.labels?.length ?? 0) > 0 || field.getAttribute('aria-label') || field.getAttribute('aria-labelledby')
          expect(named, told(field)).to.be.ok
          for (const id of (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)) expect((field.getRootNode() as Document).getElementById(id), `${told(field)} is described by ${id}`).to.be.ok
        }
      }))
  }

  it('what is typed where passwords and codes are looked for stands in the page itself, not in a shadow', async () => {
    for (const { module, story } of forms.filter(({ module: one }) => [login, enrolmentForm, claimForm, giftCard, card].includes(one as never)))
      await on(module, story, (canvas) => expect(fieldsOf(canvas).every((field) => field.getRootNode() === document && field.form), story).to.equal(true))
  })

  it('a one-time code is never kept, a PIN and the number of a gift card neither', async () => {
    await on(login, 'Code', async (canvas) => {
      const element = canvas.querySelector('loyalty-login') as HTMLElement
      await fill(element, 'code', '98765')
      expect(JSON.stringify([{ ...sessionStorage }, { ...localStorage }])).not.to.contain('98765')
    })
    await on(giftCard, 'Check', async (canvas) => {
      const element = canvas.querySelector('loyalty-gift-card') as HTMLElement
      await fill(element, 'number', '6034777788889999')
      await fill(element, 'pin', '98765')
      expect(JSON.stringify([{ ...sessionStorage }, { ...localStorage }])).not.to.match(/98765|6034777788889999/)
    })
  })

  for (const { module, story, name, text } of [
    { module: enrolmentForm, story: 'RefusedByBackend', name: 'givenName', text: 'Grace' },
    { module: claimForm, story: 'RefusedByBackend', name: 'reference', text: 'R-4711' },
    { module: card, story: 'UnknownNumber', name: 'number', text: '5061 0000 0000 1001' },
    { module: giftCard, story: 'WrongNumber', name: 'number', text: '1234 0000' },
    { module: preferences, story: 'Refused', name: 'familyName', text: 'Byron' },
  ]) {
    const tag = (module as StoryModule).default?.component ?? ''
    it(`${tag} says a refusal at the field that it is about, and keeps what was typed there`, () =>
      on(module, story, (canvas) => {
        const field = fieldsOf(canvas).find((one) => one.name === name)
        expect(field?.value).to.equal(text)
        expect(field?.getAttribute('aria-invalid')).to.equal('true')
        const said = (field?.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('')
        expect(said.trim()).not.to.equal('')
      }))
  }

  for (const { module, story, tag } of [
    { module: login, story: 'Busy', tag: 'loyalty-login' },
    { module: enrolmentForm, story: 'Busy', tag: 'loyalty-enrolment-form' },
    { module: claimForm, story: 'Sending', tag: 'loyalty-claim-form' },
  ]) {
    it(`${tag} is sent once: the button says that it is busy, keeps the focus and can be pressed without effect`, () =>
      on(module, story, async (canvas) => {
        const element = canvas.querySelector(tag) as HTMLElement
        let wishes = 0
        element.addEventListener(tag === 'loyalty-claim-form' ? 'loyalty-submit-claim-request' : tag === 'loyalty-login' ? 'loyalty-log-in-request' : 'loyalty-enrol-request', () => (wishes += 1))
        const button = await until(() => element.querySelector<HTMLButtonElement>('form button[type=submit]'))
        expect([button.getAttribute('aria-disabled'), button.getAttribute('aria-busy'), button.disabled]).to.deep.equal(['true', 'true', false])
        button.focus()
        await submit(element)
        button.click()
        expect([wishes, document.activeElement]).to.deep.equal([0, button])
      }))
  }

  it('consents are asked for one by one, by channel and by partner, each unticked and in its own words', () =>
    on(enrolmentForm, 'ByPartner', (canvas) => {
      const boxes = fieldsOf(canvas).filter(({ type }) => type === 'checkbox') as HTMLInputElement[]
      expect(boxes.map(({ name, checked }) => [name, checked])).to.deep.equal([['consents.terms', false], ['consents.marketing-sms', false], ['consents.marketing-email', false], ['consents.partner-air', false], ['consents.partner-bank', false]])
      const words = boxes.map(({ labels }) => labels?.[0]?.textContent?.trim())
      expect(new Set(words).size).to.equal(boxes.length)
      expect(words[3]).to.contain('Northern Air')
      expect(words[4]).to.contain('North Bank')
    }))
})
