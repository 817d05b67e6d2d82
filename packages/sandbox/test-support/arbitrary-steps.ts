import fc from 'fast-check'
import { lineTroubles, type Step } from './history.ts'

const who = fc.nat(2)
const some = fc.nat(40)
/** One thing that happens. */
export const simpleStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('buy' as const), who, some, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 300_00 }), fc.constantFrom('money' as const, 'points' as const, 'points' as const, 'gift card' as const, 'code' as const)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('sell' as const), some, fc.integer({ min: 0, max: 300_00 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('refund' as const), some, fc.integer({ min: 0, max: 3 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('hold' as const), who, some, fc.integer({ min: 1, max: 1_000 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('cancel' as const), who) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('confirm' as const), who) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('wait' as const), fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 20 * 1_440 }), fc.integer({ min: 30, max: 400 }).map((days) => days * 1_440))) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('exchange' as const), who, some, fc.integer({ min: 1, max: 4_000 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('reward' as const), who, some) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('give back' as const), some) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('activate' as const), who, some) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('challenge' as const), who, some) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('answer' as const), who, fc.integer({ min: 1, max: 5 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('claim' as const), who, some) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('review' as const), fc.boolean()) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('card' as const), who, some) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('gift card' as const), who, fc.integer({ min: 1, max: 200_00 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('line' as const), fc.constantFrom(...lineTroubles)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('leave' as const), who) },
)
/** One thing, or two at once. */
export const step: fc.Arbitrary<Step> = fc.oneof({ weight: 5, arbitrary: simpleStep }, { weight: 1, arbitrary: fc.tuple(fc.constant('both' as const), simpleStep, simpleStep) })
