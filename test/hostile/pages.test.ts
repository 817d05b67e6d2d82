/**
 * Elements inside pages whose style sheets reach for everything. Each look is laid out twice, in a clean page and in the
 * hostile one, and must come out the same: every computed property of each light-DOM field, and the box and text of what is in shadow DOM.
 */
import { expect } from '@open-wc/testing'
import { html } from 'lit'
import * as enrolmentForm from '../../packages/elements/src/enrolment-form/enrolment-form.stories.ts'
import * as partners from '../../packages/elements/src/partners/partners.stories.ts'
import * as login from '../../packages/elements/src/login/login.stories.ts'
import { gallery } from '../../stories/themes/gallery.ts'
import { perform, type Annotations, type StoryModule } from '../stories/stage.ts'

const looks = [...gallery, { module: login, story: 'WrongCode' }, { module: enrolmentForm, story: 'EveryField' }, { module: enrolmentForm, story: 'NothingFilledIn' }, { module: partners, story: 'LinkAccount' }]

const sheets: Readonly<Record<string, () => string | Promise<string>>> = {
  'a reset that unsets everything': () => '* { all: unset !important; }',
  'a reset of boxes, lines and colours': () =>
    `*, *::before, *::after { box-sizing: content-box !important; margin: 0 !important; padding: 0 !important; border: 0 !important; outline: 0 !important;
      background: none !important; color: #aaa !important; line-height: 1 !important; text-align: right !important; border-radius: 0 !important; appearance: none !important; }`,
  'rules with ids for fields': () =>
    `#page form label { display: none; float: left; width: 30%; } #page form input, #page form select { width: 3em !important; height: 12px; border: 4px inset red; }
      #page form p { text-indent: 4em; } #page form button { position: absolute; }`,
  'Bootstrap 3': async () => (await fetch('/node_modules/bootstrap/dist/css/bootstrap.css')).text(),
}

interface Laid {
  readonly texts: readonly string[]
  readonly remove: () => Promise<void>
}

/** Lays a look out in a page of its own: a shadow root, which a page's rules reach into no further than a page is. */
async function layOut({ module, story }: (typeof looks)[number], css: string): Promise<Laid> {
  const page = document.createElement('div')
  page.style.setProperty('width', '600px', 'important')
  page.style.setProperty('display', 'block', 'important')
  page.style.setProperty('font-size', '16px', 'important')
  const root = page.attachShadow({ mode: 'open' })
  const canvas = document.createElement('div')
  canvas.id = 'page'
  const style = document.createElement('style')
  style.textContent = css
  root.append(style, canvas)
  document.body.append(page)
  const { default: meta = {}, [story]: annotations } = module as StoryModule
  const parameters = { ...meta.parameters, ...(annotations as Annotations).parameters }
  const remove = await perform(meta, annotations as Annotations, canvas, parameters)
  const frame = canvas.firstElementChild as HTMLElement
  // what is asked is how an element looks, not where its page puts it
  for (const one of [canvas, frame]) for (const [name, value] of [['display', 'block'], ['padding', '0'], ['float', 'none'], ['width', '600px'], ['font', '16px/1.4 sans-serif'], ['text-align', 'start'], ['color', '#000'], ['text-indent', '0'], ['color-scheme', 'light'], ['box-sizing', 'content-box']]) one.style.setProperty(name as string, value as string, 'important')
  return { texts: await atRest(frame), remove: async () => { await remove(); page.remove() } }
}

/** What can be seen once nothing more comes: the code of a picture or of a form may be loaded later. */
async function atRest(frame: HTMLElement): Promise<readonly string[]> {
  let texts: readonly string[] = []
  for (let same = 0, tries = 0; same < 3 && tries < 60; tries += 1) {
    await new Promise((done) => setTimeout(done, 50))
    const now = [...described(frame)]
    same = now.join('\n') === texts.join('\n') ? same + 1 : 0
    texts = now
  }
  return texts
}

/** What can be seen, a line for each thing. */
function* described(root: ParentNode, inForm = false): Generator<string> {
  for (const element of root.children) {
    const style = getComputedStyle(element)
    const { width, height } = element.getBoundingClientRect()
    const name = `${element.localName}${element.getAttribute('part') ? `[${element.getAttribute('part')}]` : ''}${element.id ? '#' : ''}.${element.className}`
    const form = inForm || element.matches('form[data-loyalty]')
    if (element.localName.startsWith('loyalty-') || !form) yield `${name} ${width.toFixed(0)}x${height.toFixed(0)} ${style.color} ${style.fontSize} ${style.display} ${style.textAlign} ${style.lineHeight}`
    else yield `${name} ${[...style].filter((property) => !/^(--|-webkit-locale$|top$|bottom$|inset-)/.test(property)).map((property) => `${property}:${style.getPropertyValue(property)}`).join(';')}`
    if (element.shadowRoot) yield* described(element.shadowRoot)
    yield* described(element, form)
  }
}

/** A form as anybody writes it: what a hostile page does to it shows that the page is one. */
const naive = { module: { default: { component: 'form', render: () => html`<form><label for="naive">Phone</label><input id="naive" type="text" /><p>As on your card</p><button>Send</button></form>` }, Form: {} }, story: 'Form' }

const differences = (clean: readonly string[], hostile: readonly string[]): string[] => {
  if (clean.length !== hostile.length) {
    const at = clean.findIndex((line, index) => line.split(' ')[0] !== hostile[index]?.split(' ')[0])
    return [`${clean.length} things, and ${hostile.length} in the hostile page, from ${clean[at]}: ${hostile[at]}`]
  }
  return clean.flatMap((line, index) => {
    const other = hostile[index] as string
    if (line === other) return []
    const was = line.split(';')
    const is = other.split(';')
    return [was.length === 1 ? `${line}\n  → ${other}` : `${was[0]?.split(' ')[0]}: ${was.flatMap((one, at) => (one === is[at] ? [] : [`${one} → ${is[at]?.split(':').slice(1).join(':')}`])).slice(0, 12).join(', ')}`]
  })
}

for (const [name, css] of Object.entries(sheets)) {
  describe(`in a page with ${name}`, () => {
    it('a form of the page itself does not', async () => {
      const clean = await layOut(naive, '')
      await clean.remove()
      const hostile = await layOut(naive, await css())
      await hostile.remove()
      expect(differences(clean.texts, hostile.texts)).not.to.deep.equal([])
    })
    for (const look of looks) {
      const title = `${(look.module as StoryModule).default?.component ?? ''}: ${look.story}`
      it(`${title} looks as in a clean page`, async () => {
        const clean = await layOut(look, '')
        await clean.remove()
        const hostile = await layOut(look, await css())
        await hostile.remove()
        expect(clean.texts.length).to.be.greaterThan(3)
        expect(differences(clean.texts, hostile.texts).slice(0, 8).join('\n')).to.equal('')
      })
    }
  })
}

describe('in a page whose root font is 62.5 %', () => {
  afterEach(() => {
    document.documentElement.style.fontSize = ''
  })
  for (const look of looks) {
    it(`${(look.module as StoryModule).default?.component ?? ''}: ${look.story} looks as in a clean page`, async () => {
      const clean = await layOut(look, '')
      await clean.remove()
      document.documentElement.style.fontSize = '62.5%'
      const hostile = await layOut(look, '')
      await hostile.remove()
      expect(differences(clean.texts, hostile.texts).slice(0, 8).join('\n')).to.equal('')
    })
  }
})
