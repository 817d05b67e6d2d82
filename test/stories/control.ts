/** The story tests must fail on what is planted in control.stories.ts, each for its own reason, and on nothing else. */
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
}
const good = 2

export async function controlStories({ engine, root }: { engine: Engine; root: string }): Promise<Results> {
  const control = await runInBrowser({ engine, root, files: ['test/stories/control.stories.ts'] })
  const results = noResults()
  const failures = [...control.failures]
  for (const [story, reason] of Object.entries(reasons)) {
    const index = failures.findIndex(({ name, message }) => name.endsWith(`: ${story}`) && message.includes(reason))
    if (index < 0) results.failures.push({ name: `control story ${story}`, message: `must fail with “${reason}”` })
    else {
      failures.splice(index, 1)
      results.passed++
    }
  }
  for (const { name, message } of failures) results.failures.push({ name, message })
  if (control.passed === good) results.passed += good
  else results.failures.push({ name: 'control stories', message: `${good} must pass, ${control.passed} did` })
  return results
}
