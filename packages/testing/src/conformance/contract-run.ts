import { isLoyaltyError } from '@loyaltykit/core'
import { checkName, contractChecks, lackedBy } from '../contract/contract.ts'
import { openScene, type Scene } from '../contract/scene.ts'
import type { Check } from '../contract/suite.ts'
import type { ApiDocument } from './document.ts'
import { UsageError } from './options.ts'
import type { Results } from './results.ts'
import type { Stage, Staged } from './stage.ts'
import type { Exchange, Wire } from './wire.ts'

/** How long one check may take, in requests' times. */
const patience = 12

/** Runs the checks of the port whose means are at hand; whatever checks there are. */
export async function runContract({ wire, api, stage, another, wanted, timeout, results }: {
  readonly wire: Wire
  readonly api: ApiDocument
  readonly stage: Stage
  readonly another: Stage | undefined
  readonly wanted: (group: string) => boolean
  readonly timeout: number
  readonly results: Results
}): Promise<void> {
  const model = await stage.create()
  const kept: Check[] = []
  for (const check of contractChecks.filter(({ group }) => wanted(group) && model.backend[group])) {
    const needs = lackedBy(check, model)
    // what holds for each call is asked only of the calls that are there
    if (needs.length && check.says.startsWith(`${check.group}.`)) continue
    if (needs.length) results.leftOut.push({ group: check.group, check: checkName(check), needs })
    else kept.push(check)
  }
  await model.dispose()

  // where members are few, what ends a log-in comes last
  const ends = (check: Check) => Number(['session', 'preferences'].includes(check.group))
  for (const check of kept.sort((a, b) => ends(a) - ends(b))) {
    const subjects: Staged[] = []
    const open = async (from: Stage): Promise<Scene> => {
      const subject = await from.create()
      subjects.push(subject)
      return openScene(async () => subject)
    }
    const lacking = new Set<string>()
    wire.take()
    let failure: unknown
    try {
      const scene = await open(stage)
      await inTime(check.run(scene, () => {
        if (another) return open(another)
        lacking.add('another')
        throw new Error('There is no other instance.')
      }), timeout * patience)
    } catch (error) {
      if (error instanceof UsageError) throw error
      failure = error ?? new Error('It failed.')
    }
    const exchanges = wire.take()
    for (const subject of subjects) {
      for (const need of subject.lacking) lacking.add(need)
      await subject.dispose()
    }
    const about = { group: check.group, check: checkName(check) }
    if (lacking.size) results.leftOut.push({ ...about, needs: [...lacking] })
    else if (failure === undefined) results.passed.push(about)
    else results.failed.push({ ...about, ...told(failure, exchanges, api) })
  }
}

/** The exchange that the failure is about: the last one with an answer, of a call where there is one. */
export function told(failure: unknown, exchanges: readonly Exchange[], api: ApiDocument) {
  const exchange = exchanges.findLast(({ sent, answer }) => answer && sent.call !== undefined) ?? exchanges.at(-1)
  const call = api.calls.get(exchange?.sent.call ?? '')
  return {
    expected: isLoyaltyError(failure) ? `a call that must succeed failed with ${failure.code}: ${failure.message}` : failure instanceof Error ? failure.message : String(failure),
    ...(exchange ? { exchange } : {}),
    todo: call ? `openapi.json says of ${call.name}: ${call.says.split('\n')[0] ?? ''}` : 'See openapi.json.',
  }
}

async function inTime(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The check did not end within ${milliseconds / 1000} s.`)), milliseconds)
  })
  try {
    await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
