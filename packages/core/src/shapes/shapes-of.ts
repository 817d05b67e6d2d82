import type { Shape } from '../check.ts'
import { partShapes } from './parts.generated.ts'

/** The shapes of these parts. Those that few pages show are loaded when first asked for, beside the request itself. */
export async function shapesOf(parts: readonly string[]): Promise<Readonly<Record<string, Shape>>> {
  if (parts.every((part) => part in partShapes)) return partShapes
  const { rarePartShapes } = await import('./rare-parts.generated.ts')
  return { ...partShapes, ...rarePartShapes }
}

/** The shape of a part, where it is here already. */
export const shapeAtHand = (part: string): Shape | undefined => (partShapes as Readonly<Record<string, Shape>>)[part]
