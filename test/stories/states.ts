/**
 * Which stories an element must have: every state that it can be in, by one name, with what makes the state real (a width, a
 * direction, a media feature). What an element can not be in is listed with its reason, and may not have a story then.
 */
import { storiesOf, type Parameters, type StoryModule } from './stage.ts'

type Given = Parameters & Readonly<Record<string, unknown>>

interface State {
  readonly name: string
  /** What its parameters must say, in words and as a check. */
  readonly says?: string
  readonly is?: (parameters: Given) => boolean
}

export const states: readonly State[] = [
  { name: 'Loading', says: 'settles: false', is: ({ settles }) => settles === false },
  { name: 'Guest' },
  { name: 'Member' },
  { name: 'Empty' },
  { name: 'Failed' },
  { name: 'LastValue' },
  { name: 'LongText' },
  { name: 'RightToLeft', says: "dir: 'rtl'", is: ({ dir }) => dir === 'rtl' },
  { name: 'Narrow', says: 'width: 288 or less', is: ({ width }) => (width ?? Infinity) <= 288 },
  { name: 'Dark', says: "theme: 'dark'", is: ({ theme }) => theme === 'dark' },
  { name: 'ForcedColors', says: "colors: 'forced'", is: ({ colors }) => colors === 'forced' },
  { name: 'ReducedMotion', says: "motion: 'reduced'", is: ({ motion }) => motion === 'reduced' },
]

/** What an element can not be in, by tag and state, and why. `Operated`: nothing in it can be pressed or typed in. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'loyalty-earn-preview': { Operated: 'one line of text: nothing in it can be pressed' },
  'loyalty-enrolment-form': { Empty: 'a form asks; where nobody can join, nothing is shown' },
  'loyalty-login': { Empty: 'a form asks; where nobody can log in, nothing is shown' },
  'loyalty-member-rate': { Empty: 'a price is never nothing: the story Same shows where members pay no less' },
  'loyalty-provider': {
    ...Object.fromEntries(states.map(({ name }) => [name, 'it has no look: the elements inside show their own states'])),
    Operated: 'it has no look, so nothing can be pressed',
  },
}

/** What is wrong with the stories of an element, in words. */
export function lacks(module: StoryModule, excused = exceptions): readonly string[] {
  const { default: meta } = module
  const tag = meta?.component ?? ''
  const stories = new Map(storiesOf(module))
  return states.flatMap(({ name, says, is }) => {
    const story = stories.get(name)
    const reason = excused[tag]?.[name]
    if (reason) return story ? [`${name} is an exception (${reason}), and there is such a story`] : []
    if (!story) return [`there is no story ${name}`]
    return is?.({ ...meta?.parameters, ...story.parameters }) === false ? [`${name} must say ${says}`] : []
  })
}
