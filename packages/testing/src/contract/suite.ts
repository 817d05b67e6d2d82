import type { Group } from '@loyaltykit/core'
import type { CallName } from '@loyaltykit/sandbox'
import type { Scene } from './scene.ts'
import type { ContractSubject } from './subject.ts'

/** One check of the contract. */
export interface Check {
  readonly group: Group
  /** The behaviour, as a sentence: "gives the same to everybody". */
  readonly says: string
  /** Calls beside the group's that it makes. */
  readonly needs?: readonly CallName[]
  /** What the subject must be able to do. */
  readonly means?: readonly (keyof ContractSubject)[]
  run(scene: Scene, another: () => Promise<Scene>): Promise<void>
}

/** Names the checks of one group. */
export const checks = (group: Group, list: readonly Omit<Check, 'group'>[]): readonly Check[] => list.map((check) => ({ ...check, group }))
