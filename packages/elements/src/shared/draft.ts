import { check, type AnyClient, type CodeChallenge, type Identifier, type Program, type Shape } from '@loyaltykit/core'

/** What somebody has typed and not sent yet. Never a code, a ticket or a consent. */
export interface Draft {
  /** When it was kept, in milliseconds since 1970. */
  readonly at: number
  readonly kind?: 'phone' | 'email' | undefined
  readonly values: readonly { readonly name: string; readonly value: string }[]
  /** A code is on its way: whoever comes back from the mail program goes on where they were. */
  readonly waiting?: { readonly identifier: Identifier; readonly challenge: CodeChallenge } | undefined
}

/** How long a text may be to be kept, in characters. */
const longestValue = 2_000

const shape: Shape = ['o', {
  at: ['i', 0],
  'kind?': ['e', 'phone', 'email'],
  values: ['a', ['o', { name: ['s', 1, 200], value: ['s', 0, longestValue] }], 0, 50],
  'waiting?': ['o', {
    identifier: ['o', { kind: ['e', 'phone', 'email', 'card'], value: ['s', 3, 254] }],
    challenge: ['o', { id: ['s', 1, 200], channel: ['e', 'sms', 'email'], to: ['s', 1, 300], length: ['i', 4, 10], expiresAt: 't', resendAt: 't' }],
  }],
}]

/** How long a draft is good for, in milliseconds: a tab may stay open on a shared device. */
const life = 60 * 60_000

/** The key of a member's draft: of this programme and this member, so that whoever comes next finds nothing of it. None for a guest. */
export function memberDraftKey(tag: string, program: Program | null | undefined, client: AnyClient | undefined): string | undefined {
  const session = client?.$session.value
  return program && session?.status === 'member' ? `loyaltykit:draft:${tag}:${program.id}:${session.memberId ?? ''}` : undefined
}

/** The draft of one form, in this tab only. Storage may be forbidden, full or filled with something else: then there is none. */
export function readDraft(key: string, now: number): Draft | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as { values?: object } | null
    const result = check(shape, { ...kept, values: Object.values(kept?.values ?? {}) })
    const draft = 'value' in result ? (result.value as Draft) : undefined
    return draft && Math.abs(now - draft.at) < life ? draft : undefined
  } catch {
    return undefined
  }
}

/** What was typed as a draft keeps it: what is empty, too long, or to be left out is left out. */
export const draftValues = (values: Readonly<Record<string, string>>, isLeftOut = (_name: string): boolean => false): Draft['values'] =>
  Object.entries(values).flatMap(([name, value]) => (value && value.length <= longestValue && !isLeftOut(name) ? [{ name, value }] : []))

/** Keeps a draft; `undefined` forgets it. */
export function keepDraft(key: string, draft: Draft | undefined): void {
  try {
    // an object, not a list: a host's Array.prototype.toJSON would turn a list into text
    if (draft) sessionStorage.setItem(key, JSON.stringify({ ...draft, values: { ...draft.values } }))
    else sessionStorage.removeItem(key)
  } catch {
    // it is a convenience
  }
}
