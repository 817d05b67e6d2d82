/** Runs in the page: mounts and updates many balances, ours and by hand in turn, and gives the times. */
import { createLoyalty, type Balance, type LoyaltyBackend, type Program } from '@loyaltykit/core'
import '@loyaltykit/elements/balance/define'
import type { LoyaltyBalance } from '@loyaltykit/elements/balance'
import { followByHand } from './vanilla.ts'

interface Times {
  readonly script: number
  readonly frame: number
}
interface Sample {
  readonly mount: Times
  readonly update: Times
}

const program: Program = {
  id: 'bench', name: 'Bench', locales: ['en'], tiers: [],
  currencies: [{ id: 'bonus', unit: 'bonus', scale: 0, rate: { amount: 100, money: { amount: 100, currency: 'EUR' } } }],
}
const balance = (available: number): Balance => ({
  currency: 'bonus', available, pending: 320, pendingBatches: [{ amount: 320, at: '2027-12-06T10:00:00Z' }], expiring: [{ amount: 200, at: '2027-01-31T12:00:00Z' }], lifetime: 4_870,
})

/** A client whose next balance comes when we say so. */
function controlled() {
  let release: ((balances: Balance[]) => void) | undefined
  const backend = {
    name: `bench-${Math.random()}`,
    credential: 'publishable',
    ambient: true,
    program: { get: () => Promise.resolve(program) },
    balances: { list: () => new Promise<Balance[]>((resolve) => (release = resolve)) },
  } as const satisfies LoyaltyBackend
  const client = createLoyalty({ backend, locale: 'en' })
  return {
    client,
    async answer(available: number) {
      while (!release) await new Promise((resolve) => setTimeout(resolve, 1))
      const give = release
      release = undefined
      give([balance(available)])
    },
  }
}

const painted = () => new Promise<void>((resolve) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => resolve()
  port2.postMessage(undefined)
}))

async function timed(work: () => Promise<void>): Promise<Times> {
  await painted()
  const begin = performance.now()
  await work()
  const script = performance.now() - begin
  await painted()
  return { script, frame: performance.now() - begin }
}

async function sample(kind: 'ours' | 'vanilla', count: number): Promise<Sample> {
  const { client, answer } = controlled()
  const keep = client.$balances.listen(() => {})
  const stop = kind === 'vanilla' ? followByHand(client.$program, client.$balances) : () => {}
  const keepProgram = client.$program.listen(() => {})
  await answer(1_250)
  const until = async (value: number) => {
    for (;;) {
      const state = client.$balances.value
      if (state?.status === 'ready' && state.value?.[0]?.available === value && client.$program.value?.status === 'ready') return
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
  await until(1_250)

  const box = document.createElement('div')
  document.body.append(box)
  const tag = kind === 'ours' ? 'loyalty-balance' : 'vanilla-balance'
  const elements: Element[] = []
  const settled = async () => {
    if (kind === 'ours') for (const element of elements) await (element as LoyaltyBalance).updateComplete
  }
  const mount = await timed(async () => {
    const fragment = document.createDocumentFragment()
    for (let index = 0; index < count; index += 1) {
      const element = document.createElement(tag)
      elements.push(element)
      fragment.append(element)
    }
    box.append(fragment)
    await settled()
  })
  if (!elements.at(-1)?.shadowRoot?.textContent?.includes('1,250')) throw new Error(`${tag} does not show its balance`)

  client.refresh(['balances'])
  await painted()
  const changed = new Promise<void>((resolve) => {
    const off = client.$balances.listen((state) => {
      if (state.status !== 'ready') return
      off()
      resolve()
    })
  })
  const update = await timed(async () => {
    await answer(2_048)
    await changed
    await settled()
  })
  if (!elements.at(-1)?.shadowRoot?.textContent?.includes('2,048')) throw new Error(`${tag} does not show its new balance`)

  box.remove()
  stop()
  keep()
  keepProgram()
  client.dispose()
  return { mount, update }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Medians of both kinds, taken in turn so that the machine's mood is shared. */
export async function measure(count: number, rounds: number) {
  const samples = { ours: [] as Sample[], vanilla: [] as Sample[] }
  await sample('ours', Math.min(count, 20))
  await sample('vanilla', Math.min(count, 20))
  for (let round = 0; round < rounds; round += 1)
    for (const kind of round % 2 ? (['vanilla', 'ours'] as const) : (['ours', 'vanilla'] as const)) samples[kind].push(await sample(kind, count))
  const of = (what: 'mount' | 'update') => {
    const figure = (kind: 'ours' | 'vanilla', time: keyof Times) => Number(median(samples[kind].map((each) => each[what][time])).toFixed(3))
    const ratio = (time: keyof Times) => Number(median(samples.ours.map((each, index) => each[what][time] / (samples.vanilla[index]?.[what][time] ?? Number.NaN))).toFixed(2))
    return {
      ours: { script: figure('ours', 'script'), frame: figure('ours', 'frame') },
      vanilla: { script: figure('vanilla', 'script'), frame: figure('vanilla', 'frame') },
      ratio: { script: ratio('script'), frame: ratio('frame') },
    }
  }
  return { mount: of('mount'), update: of('update') }
}

Object.assign(globalThis, { measure })
