/** The story tests must fail on what is planted in control.stories.ts and control-states.stories.ts, each for its own reason, and on nothing else. */
import type { Engine } from '../browsers.ts'
import { runInBrowser } from '../browser/run.ts'
import { noResults, type Results } from '../report/results.ts'

const reasons: Readonly<Record<string, string>> = {
  NoName: 'button-name',
  LowContrast: 'color-contrast',
  TooWide: 'px wide in 320',
  CutOff: 'cuts “Points that you have',
  OnEachOther: 'lies on “Points',
  Throws: 'a listener broke',
  Rejects: 'nobody listens',
  FailingPlay: 'the play went wrong',
  NeverSettles: 'still loads',
  NotDefined: 'is not defined',
  SmallTarget: '20 × 20 px',
}
/** Only looked at in Chromium. */
const reasonsInChromium: Readonly<Record<string, string>> = {
  LosesFocus: 'the focus is lost; it was on <button>',
  SaysTwice: '“Copied.” is said twice',
  SpeaksUnheard: 'comes with its text “Copied.”',
  Interrupts: 'interrupts: “Copied.”',
  EndsInSilence: 'loyalty-finished is heard by nobody',
  HidesFocus: 'does not show its focus',
  WithoutEdges: 'has no edge',
  ChosenByBackground: 'looks like what is not chosen',
  DotsOnly: 'is drawn by its background alone',
  Moves: 'moves for 1000 ms',
}
/** Of control-states.stories.ts: what is missing, and what is not what its name says. */
const states: readonly string[] = ['there is no story Guest', 'there is no story ForcedColors', 'Narrow must say width: 288 or less', "Dark must say theme: 'dark'", 'Loading must say settles: false']

/** How many must pass: the good ones. Other engines also pass what only Chromium looks at, and skip what asks for a media feature. */
const good = (isChromium: boolean) => (isChromium ? 12 : 17)

export async function controlStories({ engine, root }: { engine: Engine; root: string }): Promise<Results> {
  const control = await runInBrowser({ engine, root, files: ['test/stories/control.stories.ts', 'test/stories/control-states.stories.ts'] })
  const results = noResults()
  const failures = [...control.failures]
  const isChromium = engine === 'chromium'
  const expected: readonly (readonly [string, string | readonly string[]])[] = [
    ...Object.entries(reasons),
    ...(isChromium ? Object.entries(reasonsInChromium) : []),
    ['has a story of each state', states],
    ...(isChromium ? ([['has a story in which it is operated', 'Nothing is pressed']] as const) : []),
  ]
  for (const [story, reason] of expected) {
    const index = failures.findIndex(({ name, message }) => name.endsWith(`: ${story}`) && [reason].flat().every((one) => message.includes(one)))
    if (index < 0) results.failures.push({ name: `control story ${story}`, message: `must fail with “${String(reason)}”` })
    else {
      failures.splice(index, 1)
      results.passed++
    }
  }
  for (const { name, message } of failures) results.failures.push({ name, message })
  const must = good(isChromium)
  if (control.passed === must) results.passed += must
  else results.failures.push({ name: 'control stories', message: `${must} must pass, ${control.passed} did` })
  return results
}
