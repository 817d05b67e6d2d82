import { LoyaltyError, type Identifier } from '@loyaltykit/core'

/** Somebody who has proved who they are, by a code or at a provider. Only what was proved is here. */
export interface Person {
  /** Stable, for your own tables: `phone:+447700900123`, `email:ada@example.com`, `shop:248289761001` (provider and subject). */
  readonly id: string
  /** Which provider; absent for one-time codes. */
  readonly provider?: string
  /** Lower case. From a provider only where it says that it has verified it. */
  readonly email?: string
  /** E.164. From a provider only where it says that it has verified it. */
  readonly phone?: string
  readonly givenName?: string
  readonly familyName?: string
}

/** An identifier as it is kept and compared. Fails: `invalid_input` (`identifier.kind`, `identifier.value`). */
export function personOf({ kind, value }: Identifier): Person {
  if (kind === 'card') throw wrong('identifier.kind', 'must be phone or email')
  const plain = kind === 'phone' ? toPhone(value) : toEmail(value)
  if (plain === undefined) throw wrong('identifier.value', kind === 'phone' ? 'is no phone number: write it with the country code, such as +44 7700 900123' : 'is no e-mail address')
  return { id: `${kind}:${plain}`, [kind]: plain }
}

/** A person as an identity provider tells of them. */
export function personAt(provider: string, claims: Readonly<Record<string, unknown>>): Person {
  const text = (name: string) => {
    const value = claims[name]
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 300) : undefined
  }
  const email = claims['email_verified'] === true ? toEmail(text('email') ?? '') : undefined
  const phone = claims['phone_number_verified'] === true ? toPhone(text('phone_number') ?? '') : undefined
  const [givenName, familyName] = [text('given_name'), text('family_name')]
  return {
    id: `${provider}:${String(claims['sub'])}`, provider,
    ...(email ? { email } : {}), ...(phone ? { phone } : {}), ...(givenName ? { givenName } : {}), ...(familyName ? { familyName } : {}),
  }
}

/** Most of it hidden. */
export function masked({ phone, email = '' }: Person): string {
  return phone === undefined ? `${email.slice(0, 1)}···${email.slice(email.indexOf('@'))}` : `${phone.slice(0, 2)} ··· ··${phone.slice(-2)}`
}

function toPhone(typed: string): string | undefined {
  const bare = typed.replace(/[\s().\u00a0-]/g, '').replace(/^00/, '+')
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : undefined
}

function toEmail(typed: string): string | undefined {
  const email = typed.trim().toLowerCase()
  return email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined
}

const wrong = (path: string, message: string) =>
  new LoyaltyError('invalid_input', `${path} ${message}. Correct it and try again.`, { details: { issues: [{ path, message }] } })
