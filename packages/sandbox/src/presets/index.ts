import { autoparts } from './autoparts.ts'
import { fashion } from './fashion.ts'
import { fuel } from './fuel.ts'
import { hotel } from './hotel.ts'
import { mall } from './mall.ts'
import { post } from './post.ts'
import type { Preset } from './preset.ts'
import { variety } from './variety.ts'

/** The programmes that come with the sandbox, by name. */
export const presets = { fashion, hotel, fuel, variety, mall, post, autoparts } as const satisfies Record<string, Preset>

export type PresetName = keyof typeof presets
