export type { SandboxBackend } from './backend.ts'
export type { CallInput, CallName, CallOutput } from './calls.ts'
export type { Duration } from './engine/duration.ts'
export { programOf } from './engine/program.ts'
export type { Refund, Return } from './engine/refund.ts'
export type { Receipt, Sale } from './engine/till.ts'
export type { Chance, Fault, FaultCall, Faults } from './faults.ts'
export { fashion } from './presets/fashion.ts'
export type { PresetName } from './presets/index.ts'
export type {
  ActivityWords, ConsentRule, CurrencyRule, EarnRule, MessageWords, OfferEffect, OfferRule, Points, Preset, ReferralRule, SpendRule, TierRule, Words,
} from './presets/preset.ts'
export { createSandbox, type LedgerView, type Sandbox, type SandboxMessage, type SandboxOptions } from './sandbox.ts'
export type { Change, RecordStore } from './state/records.ts'
