import type { Identifier } from '@loyaltykit/core'
import type { Preset } from '../presets/preset.ts'
import { invalid } from './refusals.ts'
import type { World } from './world.ts'

/** What somebody typed as a phone number in E.164; nothing where it can't be one. */
export function plainPhone(preset: Preset, typed: string): string | undefined {
  const bare = typed.replace(/[\s().\u00a0-]/g, '').replace(/^00/, '+')
  const national = preset.phones.find(({ prefix, digits }) => bare.startsWith(prefix) && bare.length === digits)
  const phone = national ? national.becomes + bare.slice(national.prefix.length) : bare
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : undefined
}

/** An e-mail address as it is compared; nothing where it can't be one. */
export function plainEmail(typed: string): string | undefined {
  const email = typed.trim().toLowerCase()
  return email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined
}

/** An identifier as it is kept and compared. */
export function plainIdentifier(world: World, { kind, value }: Identifier): { readonly kind: 'phone' | 'email'; readonly value: string } {
  if (kind === 'card' || !world.preset.enrolment.identifiers.includes(kind)) {
    throw invalid({ path: 'identifier.kind', message: `must be one of ${world.preset.enrolment.identifiers.join(', ')}` })
  }
  const plain = kind === 'phone' ? plainPhone(world.preset, value) : plainEmail(value)
  if (plain === undefined) {
    throw invalid({ path: 'identifier.value', message: kind === 'phone' ? 'is no phone number: write it with the country code, such as +44 7700 900123' : 'is no e-mail address' })
  }
  return { kind, value: plain }
}

/** Most of it hidden. */
export const masked = ({ kind, value }: { kind: 'phone' | 'email'; value: string }): string =>
  kind === 'phone' ? `${value.slice(0, 2)} ··· ··${value.slice(-2)}` : `${value.slice(0, 1)}···${value.slice(value.indexOf('@'))}`
