/** Where reduced motion is asked for, nothing of any element moves: not while it loads, not when it is there. */
import { expect } from '@open-wc/testing'
import { emulateMedia } from '@web/test-runner-commands'
import { perform, type Annotations, type StoryModule } from '../../test/stories/stage.ts'
import { gallery } from './gallery.ts'

/** What moves under `root`: CSS animations that run on and on, transitions, smooth scrolling. */
function moving(root: Element): string[] {
  const found: string[] = []
  const visit = (parent: ParentNode) => {
    for (const element of parent.querySelectorAll('*')) {
      const { animationName, animationDuration, transitionDuration, scrollBehavior } = getComputedStyle(element)
      const name = `${element.localName}.${element.getAttribute('class') ?? ''}`
      if (animationName !== 'none' && animationDuration !== '0s') found.push(`${name} is animated`)
      if (transitionDuration.split(', ').some((time) => Number.parseFloat(time) > 0)) found.push(`${name} has a transition`)
      if (scrollBehavior === 'smooth') found.push(`${name} scrolls smoothly`)
      if (element.shadowRoot) visit(element.shadowRoot)
    }
  }
  visit(root)
  return found
}

const asked = matchMedia('(prefers-reduced-motion: reduce)')

async function movingIn({ module, story }: { readonly module: object; readonly story: string }): Promise<string[]> {
  const { default: meta = {}, [story]: one } = module as StoryModule
  const canvas = document.createElement('div')
  document.body.append(canvas)
  const annotations = one as Annotations
  const takeDown = await perform(meta, annotations, canvas, { ...meta.parameters, ...annotations.parameters, settles: story !== 'Loading' })
  const found = moving(canvas)
  await takeDown()
  return found
}

describe('where reduced motion is asked for', () => {
  before(async function () {
    // engines whose driver can't ask for it are told apart by the query itself
    await emulateMedia({ reducedMotion: 'reduce' }).catch(() => {})
    if (!asked.matches) this.skip()
  })
  after(() => emulateMedia({ reducedMotion: 'no-preference' }).catch(() => {}))

  for (const { module, story } of gallery) {
    const tag = (module as StoryModule).default?.component ?? ''
    for (const one of [story, ...('Loading' in module ? ['Loading'] : [])]) {
      it(`nothing of ${tag} moves: ${one}`, async () => {
        expect(await movingIn({ module, story: one })).to.deep.equal([])
      })
    }
  }

  it('and where it is not, what loads breathes: the measure can tell', async function () {
    await emulateMedia({ reducedMotion: 'no-preference' })
    const [first] = gallery
    expect(first && (await movingIn({ module: first.module, story: 'Loading' }))).not.to.deep.equal([])
    await emulateMedia({ reducedMotion: 'reduce' })
  })
})
