import { createChangeLog, LoyaltyError, type Identity, type LoyaltyFact } from '@loyaltykit/core'
import { createBackend, type SandboxBackend } from './backend.ts'
import { createClock } from './clock.ts'
import { createDesk, type Desk } from './desk.ts'
import { instant, lastInstant, type Duration } from './engine/duration.ts'
import { sellGiftCard, type GiftCardSale, type SoldGiftCard } from './engine/gift-cards.ts'
import { openProgramme } from './engine/opening.ts'
import { cancelReward, type CancelledReward } from './engine/reward-claims.ts'
import { takeVoucher, type TakenVoucher } from './engine/vouchers.ts'
import { parseInput } from './input.ts'
import { memberOf } from './engine/sessions.ts'
import { hash, programmeId, type World } from './engine/world.ts'
import { purchase, type Receipt, type Sale } from './engine/till.ts'
import { refund, type Refund, type Return } from './engine/refund.ts'
import { settle } from './engine/timers.ts'
import { createFaults, type Faults } from './faults.ts'
import { presetProblems } from './presets/check.ts'
import { presets, type PresetName } from './presets/index.ts'
import type { Preset } from './presets/preset.ts'
import { report, type Report, type ReportPeriod } from './report/report.ts'
import { createRunner } from './runner.ts'
import { seenBy, type RecordChange } from './state/changes.ts'
import { createRecords, type RecordStore } from './state/records.ts'
import type { MessageRecord } from './state/tables.ts'
import { createStream } from './stream.ts'
import { GiftCardSaleInput, ReturnInput, SaleInput, VoucherInput } from './till-input.ts'

/** What `createSandbox` takes. */
export interface SandboxOptions {
  /** Which programme: the name of one that comes with the sandbox, or rules of your own. `fashion` where absent. */
  readonly preset?: PresetName | Preset
  /** Ids, codes and tokens follow from it: the same seed and the same calls give the same run. Random where absent. */
  readonly seed?: string | number
  /** The time: milliseconds since 1970 or an RFC 3339 instant at which the clock stands, or a clock that runs. `Date.now` where absent. `advance` adds to it. */
  readonly now?: number | string | (() => number)
  /** What goes wrong, by operation. */
  readonly faults?: Faults
  /** Where the state outlives the process: `sqliteStore` of `@loyaltykit/sandbox/sqlite`, or your own. Memory where absent. */
  readonly store?: RecordStore
  /** Where a friend's link leads: an https or loopback address. The code is added as `ref`. */
  readonly shareUrl?: string
  /** Where the preset's pictures are served, with a slash at the end. Without it offers have no pictures. */
  readonly assetsUrl?: string
  /** Where passes for a phone's wallet are served, with a slash at the end: `apple/<card number>` and `google/<card number>` are added. Without it cards have none. */
  readonly walletUrl?: string
  /** Tells this programme from others in a browser's storage. `sandbox:<preset>:<seed>` where absent. */
  readonly name?: string
}

/** A message that a real programme would have sent. */
export interface SandboxMessage {
  readonly at: string
  readonly to: string
  readonly channel: 'sms' | 'email'
  /** The one-time code, where it is one. */
  readonly code?: string
  readonly text: string
}

/** The books, for tests. */
export interface LedgerView {
  readonly accounts: readonly { readonly id: string; readonly amount: number }[]
  /** Every change, as legs that add up to zero. */
  readonly postings: readonly { readonly at: string; readonly legs: readonly { readonly account: string; readonly amount: number }[] }[]
  /** What a member's batches hold, to compare with the accounts. */
  readonly batches: readonly { readonly memberId: string; readonly currency: string; readonly state: 'pending' | 'available'; readonly left: number }[]
}

/** A programme in memory: a backend, and beside it the merchant's side, which no page sees. */
export interface Sandbox extends SandboxBackend {
  /** Milliseconds since 1970, by the sandbox's clock. */
  now(): number
  /** Lets time pass: points become available or expire, holds let go, tiers are looked at again. @throws `RangeError` for no duration. */
  advance(by: Duration | number): void
  /** What the shop's own system does. */
  readonly till: {
    /**
     * Books a sale once per order. Fails: `not_found` (member, hold, gift card), `expired` (hold, gift card), `not_eligible` (the cart outgrew the
     * hold, a gift card has not so much, it costs more than `due` told), `conflict`, `invalid_input`.
     */
    purchase(sale: Sale): Promise<Receipt>
    /** Books a return. Fails: `not_found`, `conflict` (more pieces than there are), `invalid_input`. */
    refund(goods: Return): Promise<Refund>
    /** Sells a gift card, once per `saleId` where there is one. `money`: minor units of the shop's; `life`: `12 months`, for ever where absent. Fails: `invalid_input`, `conflict`. */
    sellGiftCard(sale: GiftCardSale): Promise<SoldGiftCard>
    /** Whose log-in this is; `undefined` for nobody's. */
    memberOf(identity: Identity): Promise<string | undefined>
  }
  /** What the staff of the programme does. */
  readonly desk: Desk & {
    /** Takes a voucher for goods or a service. Fails: `not_found`, `conflict` (used), `expired`, `not_eligible` (a blocked member's). */
    takeVoucher(voucher: { readonly code: string }): Promise<TakenVoucher>
    /** Takes back a voucher that was bought with points, before its use: the points return. Fails as `takeVoucher`. */
    cancelReward(voucher: { readonly code: string }): Promise<CancelledReward>
  }
  /** What was sent, the newest first. */
  readonly outbox: readonly SandboxMessage[]
  /** Calls back with each message that is sent. Gives a function that ends it. */
  onMessage(listener: (message: SandboxMessage) => void): () => void
  /** The books as they are now. */
  ledger(): LedgerView
  /** The figures of a programme manager for a period. @throws `LoyaltyError` `invalid_input` where it has no length. */
  report(period: ReportPeriod): Report
  /** What `events.send` was told, each fact once, the oldest first; at most 50,000. */
  readonly facts: readonly LoyaltyFact[]
  /** Other faults from now on; `{}` for none. */
  setFaults(faults: Faults): void
  /** Ends it: streams end, the store is closed. */
  close(): void
}

/**
 * A whole loyalty programme in memory.
 * @throws `LoyaltyError` `invalid_option` when an option is wrong, or the store belongs to another programme or seed.
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const preset = presetOf(options.preset ?? 'fashion')
  const shareUrl = checkedUrl('shareUrl', options.shareUrl ?? 'https://shop.example/')
  const assetsUrl = options.assetsUrl === undefined ? undefined : checkedUrl('assetsUrl', options.assetsUrl)
  const walletUrl = options.walletUrl === undefined ? undefined : checkedUrl('walletUrl', options.walletUrl)
  const base = baseClock(options.now)
  const hearers: ((changes: readonly RecordChange[]) => void)[] = []
  const ended = new AbortController()
  const records = createRecords(options.store, (changes) => hearers.forEach((hear) => hear(changes)))
  const known = records.get('programme', programmeId)
  const seed = options.seed === undefined ? (known?.seed ?? randomSeed()) : String(options.seed)
  if (known && known.preset !== preset.id) throw wrongOption(`the store holds the programme ${known.preset}, not ${preset.id}. Give another store.`)
  if (known && known.seed !== seed) throw wrongOption('the store was made with another seed. Leave the seed out, or give another store.')
  const openings = (known?.openings ?? 0) + 1
  records.unit(() => records.put('programme', { ...(known ?? { id: programmeId, preset: preset.id, seed, offset: 0, draws: 0, sequence: 0 }), openings }))

  const clock = createClock(records, base)
  const log = createChangeLog({ life: hash(`${seed}/changes/${openings}`).slice(0, 16), clock: clock.now })
  hearers.push((changes) => log.note(seenBy(changes)))
  const world: World = { preset, records, now: clock.now, shareUrl, assetsUrl, walletUrl, sent: [] }
  records.unit(() => openProgramme(world))
  const faults = createFaults({ seed, now: clock.now, faults: options.faults })
  const listeners = new Set<(message: SandboxMessage) => void>()
  const runner = createRunner(world, faults, (messages) => {
    for (const message of messages) for (const listener of listeners) tell(listener, toMessage(message))
  })
  const ask = async <Result>(act: () => Result): Promise<Result> => structuredClone(runner.commit(act))

  return {
    ...createBackend(world, options.name ?? `sandbox:${preset.id}:${seed}`, runner),
    stream: createStream({ world, log, faults, commit: runner.commit, ended: ended.signal }),
    now: clock.now,
    advance: (by) => {
      clock.advance(by)
      settle(world)
    },
    till: {
      purchase: (sale) => ask(() => records.unit(() => purchase(world, parseInput(SaleInput, sale) as Sale))),
      refund: (goods) => ask(() => records.unit(() => refund(world, parseInput(ReturnInput, goods) as Return))),
      sellGiftCard: (sale) => ask(() => records.unit(() => sellGiftCard(world, parseInput(GiftCardSaleInput, sale) as GiftCardSale))),
      memberOf: async (identity) => {
        try {
          return runner.commit(() => memberOf(world, identity)?.id)
        } catch {
          return undefined
        }
      },
    },
    desk: {
      ...createDesk(world, ask),
      takeVoucher: (given) => ask(() => records.unit(() => takeVoucher(world, codeOf(given)))),
      cancelReward: (given) => ask(() => records.unit(() => cancelReward(world, codeOf(given)))),
    },
    get outbox() {
      return records.all('messages').sort((a, b) => b.number - a.number).map(toMessage)
    },
    onMessage: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ledger: () => {
      settle(world)
      return {
        accounts: records.all('accounts').map(({ id, amount }) => ({ id, amount })),
        postings: records.all('postings').map(({ at, legs }) => ({ at: instant(at), legs: legs.map((leg) => ({ ...leg })) })),
        batches: records.all('batches').map(({ memberId, currency, state, left }) => ({ memberId, currency, state, left })),
      }
    },
    report: (period) => runner.commit(() => report(world, period)),
    get facts() {
      return structuredClone(records.all('facts'))
    },
    setFaults: (news) => faults.set(news),
    close: () => {
      ended.abort()
      options.store?.close?.()
    },
  }
}

const codeOf = (given: unknown) => (parseInput(VoucherInput, given) as { code: string }).code

const wrongOption = (message: string) => new LoyaltyError('invalid_option', `createSandbox: ${message}`)

function presetOf(preset: PresetName | Preset): Preset {
  const found = typeof preset === 'string' ? (Object.hasOwn(presets, preset) ? presets[preset] : undefined) : preset
  if (!found) throw wrongOption(`there is no preset "${String(preset)}". Take one of ${Object.keys(presets).join(', ')}.`)
  const [first, ...others] = typeof preset === 'string' ? [] : presetProblems(found)
  if (first !== undefined) throw wrongOption(`the preset ${found.id} is not sound: ${[first, ...others].slice(0, 10).join(' ')}`)
  return found
}

function checkedUrl(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const loopback = url && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback))) throw wrongOption(`${option} must be an https address, or http on this machine.`)
  return text
}

function baseClock(now: SandboxOptions['now']): () => number {
  if (typeof now === 'function') return now
  if (now === undefined) return Date.now
  const at = typeof now === 'string' ? Date.parse(now) : now
  if (!Number.isSafeInteger(at) || !isDate(at)) throw wrongOption('now must be milliseconds since 1970, an instant such as 2026-11-22T10:00:00Z, or a clock.')
  return () => at
}

const isDate = (at: number) => at >= 0 && at <= lastInstant

/** 64 random bits as hex. */
function randomSeed(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function tell(listener: (message: SandboxMessage) => void, message: SandboxMessage): void {
  try {
    listener(message)
  } catch {
    // a listener's trouble is not the programme's
  }
}

const toMessage = ({ at, to, channel, code, text }: MessageRecord): SandboxMessage => ({ at: instant(at), to, channel, text, ...(code === undefined ? {} : { code }) })
