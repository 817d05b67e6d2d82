import { fashion } from './fashion.ts'
import type { Preset } from './preset.ts'

/** The programmes that come with the sandbox, by name. */
export const presets = { fashion } as const satisfies Record<string, Preset>

export type PresetName = keyof typeof presets
