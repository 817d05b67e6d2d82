import { ok, same } from './expect.ts'
import { checks } from './suite.ts'

export const programChecks = checks('program', [
  {
    says: 'gives guests and members the same',
    run: async ({ call, subject }) => {
      const identity = await subject.signUp()
      same(await call('program.get', {}, { identity }), await call('program.get', {}), 'the programme')
    },
  },
  {
    says: 'ranks its tiers from 0 up, each once, and begins with one that nothing is needed for',
    run: async ({ program }) => {
      const ranks = program.tiers.map(({ rank }) => rank)
      same([...ranks].sort((a, b) => a - b), ranks.map((_, index) => index), 'the ranks')
      for (const tier of program.tiers) ok((tier.rank === 0) === (tier.reachedBy.length === 0), `tier ${tier.id} must say what reaches it, unless it is the first`)
    },
  },
  {
    says: 'has ids that tell its currencies, tiers and consents apart',
    run: async ({ program }) => {
      for (const list of [program.currencies, program.tiers, program.enrolment?.consents ?? []]) {
        const ids = list.map(({ id }) => id)
        same(new Set(ids).size, ids.length, `ids ${ids.join(', ')} must differ; how many do`)
      }
    },
  },
  {
    says: 'answers in the language asked for, and in its own where it has not got it',
    run: async ({ call, program }) => {
      const [own, ...others] = program.locales
      const words = (locale: string) => call('program.get', {}, { locale })
      same(await words('tlh'), await words(own ?? ''), 'an unknown language must be answered as the programme\'s own')
      for (const other of others) ok(JSON.stringify(await words(other)) !== JSON.stringify(await words(own ?? '')), `the texts in ${other} must not be those in ${own ?? ''}`)
    },
  },
])
