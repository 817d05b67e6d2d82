import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BackendChange, Context, Identity, LoyaltyBackend, LoyaltyError, StreamGroup } from '@loyaltykit/core'
import { sandboxSubject } from '../sandbox-subject.ts'
import { openScene } from './scene.ts'
import { streamChecks } from './stream.ts'
import type { ContractSubject } from './subject.ts'

type Open = StreamGroup['open']

/** A sandbox whose stream does something else. */
const altered = (change: (open: Open) => Open) => (): ContractSubject =>
  sandboxSubject({ wrap: (sandbox): LoyaltyBackend => ({ ...sandbox, stream: { open: change(sandbox.stream.open) } }) })

const passing = async function* (changes: AsyncIterable<BackendChange>, change: (one: BackendChange) => BackendChange | undefined) {
  for await (const one of changes) {
    const next = change(one)
    if (next) yield next
  }
}

async function failures(create: () => ContractSubject): Promise<string[]> {
  const failed: string[] = []
  await Promise.all(streamChecks.map(async (check) => {
    const scene = await openScene(async () => create())
    await check.run(scene, () => openScene(async () => create())).catch(() => failed.push(check.says))
    await scene.subject.dispose()
  }))
  return failed
}

const says = Object.fromEntries((['balances', 'break', 'know', 'nobody waits', 'guests', 'another', 'two who'] as const).map((word) => [word, streamChecks.find((check) => check.says.includes(word))?.says ?? word]))

const faults: Readonly<Record<string, { readonly caughtBy: string | undefined; readonly create: () => ContractSubject }>> = {
  'nothing comes': { caughtBy: says['balances'], create: altered((open) => (input, context) => passing(open(input, context), (one) => ({ ...one, parts: [] }))) },
  'the parts are others': { caughtBy: says['balances'], create: altered((open) => (input, context) => passing(open(input, context), (one) => ({ ...one, parts: ['program'] }))) },
  'a change is not of the promised form': { caughtBy: says['balances'], create: altered((open) => (input, context) => passing(open(input, context), (one) => ({ ...one, at: 'now' }))) },
  'it comes too late': {
    caughtBy: says['balances'],
    create: altered((open) => async function* (input, context) {
      for await (const one of open(input, context)) {
        if (one.parts.length) await new Promise((resolve) => setTimeout(resolve, 3_000))
        yield one
      }
    }),
  },
  '`after` is passed over': { caughtBy: says['break'], create: altered((open) => (_, context) => open({}, context)) },
  'what was seen comes again': {
    caughtBy: says['break'],
    create: () => {
      const seen = new Map<string, BackendChange[]>()
      return altered((open) => async function* (input, context) {
        const who = JSON.stringify(context.identity)
        if (input.after !== undefined) yield* seen.get(who) ?? []
        for await (const one of open(input, context)) {
          if (one.parts.length) seen.set(who, [...(seen.get(who) ?? []), one])
          yield one
        }
      })()
    },
  },
  'the id is always the same': { caughtBy: says['break'], create: altered((open) => (input, context) => passing(open(input, context), (one) => ({ ...one, id: 'x' }))) },
  'an id that is not known is taken for the newest': {
    caughtBy: says['know'],
    create: altered((open) => (input, context) => open(input.after === 'no-such-change' ? {} : input, context)),
  },
  'the signal is passed over': { caughtBy: says['nobody waits'], create: altered((open) => (input, context) => open(input, { ...context, signal: new AbortController().signal })) },
  'guests are listened to': {
    caughtBy: says['guests'],
    create: altered((open) => async function* (input, context) {
      if (context.identity.kind !== 'guest') return yield* open(input, context)
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
    }),
  },
  'a log-out is not heard of': {
    caughtBy: says['guests'],
    create: altered((open) => async function* (input, context) {
      try {
        yield* open(input, context)
      } catch (error) {
        if ((error as LoyaltyError).code !== 'unauthenticated' || context.identity.kind === 'guest' || (context.identity as { token?: string }).token === 'made-up-token') throw error
        await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
      }
    }),
  },
  'everybody is told everything': {
    caughtBy: says['another'],
    create: () => {
      const told = new Set<(one: BackendChange) => void>()
      return altered((open) => (input, context) => {
        const all: BackendChange[] = []
        let wake = () => {}
        told.add((one) => { all.push(one); wake() })
        context.signal.addEventListener('abort', () => wake())
        void (async () => { for await (const one of open(input, context)) for (const tell of told) tell(one) })().catch(() => {})
        return (async function* () {
          while (!context.signal.aborted) {
            const one = all.shift()
            if (one) yield one
            else await new Promise<void>((resolve) => { wake = resolve })
          }
        })()
      })()
    },
  },
  'one listener takes the change from the other': {
    caughtBy: says['two who'],
    create: () => {
      const taken = new Set<string>()
      return altered((open) => (input, context) => passing(open(input, context), (one) => {
        if (!one.parts.length) return one
        const key = `${JSON.stringify(context.identity)} ${one.id}`
        if (taken.has(key)) return undefined
        taken.add(key)
        return one
      }))()
    },
  },
  'a second stream ends the first': {
    caughtBy: says['two who'],
    create: () => {
      const open = new Map<string, AbortController>()
      return altered((real) => (input, context: Context) => {
        const who = JSON.stringify(context.identity satisfies Identity)
        open.get(who)?.abort()
        const own = new AbortController()
        open.set(who, own)
        return real(input, { ...context, signal: AbortSignal.any([own.signal, context.signal]) })
      })()
    },
  },
}

for (const [fault, { caughtBy, create }] of Object.entries(faults)) {
  test(`the contract of the stream catches it when ${fault}`, async () => {
    const failed = await failures(create)
    assert.ok(caughtBy && failed.includes(caughtBy), `"${caughtBy}" passed; these failed: ${failed.join('; ') || 'none'}`)
  })
}

test('the contract of the stream finds nothing where nothing is altered', async () => {
  assert.deepEqual(await failures(() => sandboxSubject()), [])
})
