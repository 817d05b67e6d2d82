import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Preset } from '../presets/preset.ts'
import type { Records } from '../state/records.ts'
import type { MessageRecord, ProgrammeRecord } from '../state/tables.ts'

/** What every rule of the engine works on: a programme's rules, its records, its clock. */
export interface World {
  readonly preset: Preset
  readonly records: Records
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Where a friend's link leads; the code is added as `ref`. */
  readonly shareUrl: string
  /** Where the preset's pictures are, with a slash at the end. Without it offers have none. */
  readonly assetsUrl: string | undefined
  /** Where wallet passes are served, with a slash at the end. Without it cards have none. */
  readonly walletUrl: string | undefined
  /** Messages of the unit under way: announced when it is kept. */
  readonly sent: MessageRecord[]
}

export const programmeId = 'programme'

export function programme(world: World): ProgrammeRecord {
  const record = world.records.get('programme', programmeId)
  if (!record) throw new Error('The sandbox has no programme record.')
  return record
}

/** The next number in order of making. */
export function nextNumber(world: World): number {
  const record = programme(world)
  world.records.put('programme', { ...record, sequence: record.sequence + 1 })
  return record.sequence + 1
}

export const hash = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/** 256 bits of repeatable chance, as hex. */
function draw(world: World): string {
  const record = programme(world)
  world.records.put('programme', { ...record, draws: record.draws + 1 })
  return hash(`${record.seed}/${record.draws}`)
}

/** An opaque id of 96 bits. */
export const newId = (world: World): string => draw(world).slice(0, 24)

/** A whole number from 0 to `count` − 1, each as likely as the others. */
export const chance = (world: World, count: number): number => Number(BigInt(`0x${draw(world)}`) % BigInt(count))

/** So many decimal digits. */
export const digits = (world: World, count: number): string =>
  (BigInt(`0x${draw(world)}`) % 10n ** BigInt(count)).toString().padStart(count, '0')

// no letters that look like digits or like each other
const letters = 'ABCDEFGHJKMNPQRTUVWXY3479'

/** So many letters and digits that can be read aloud. */
export function spelling(world: World, count: number): string {
  let rest = BigInt(`0x${draw(world)}`)
  return Array.from({ length: count }, () => {
    const letter = letters[Number(rest % BigInt(letters.length))]
    rest /= BigInt(letters.length)
    return letter
  }).join('')
}
