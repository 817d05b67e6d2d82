import { LoyaltyError, type Issue } from '@loyaltykit/core'
import type { Operation } from '@loyaltykit/core/operations'

type ZodIssue = { readonly code?: string; readonly path: readonly PropertyKey[]; readonly message: string } & Readonly<Record<string, unknown>>

/** The input as the schema has it. @throws `LoyaltyError` `invalid_input` that names each wrong field. */
export function parseInput(schema: Operation['input'], input: unknown): unknown {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issues: Issue[] = result.error.issues.slice(0, 100).map((issue) => ({ path: issue.path.map(String).join('.').slice(0, 300), message: messageOf(issue as unknown as ZodIssue, input) }))
  const [first] = issues
  throw new LoyaltyError('invalid_input', `${first?.path || 'The input'} ${first?.message ?? 'is wrong'}. Correct it and try again.`, { details: { issues } })
}

/** zod/mini brings no words of its own. */
function messageOf(issue: ZodIssue, input: unknown): string {
  const unit = issue['origin'] === 'string' ? ' characters' : ''
  switch (issue.code) {
    case 'invalid_type': return at(input, issue.path) === undefined ? 'is missing' : `must be ${String(issue['expected'])}`
    case 'too_small': return `must be at least ${String(issue['minimum'])}${unit}`
    case 'too_big': return `must be at most ${String(issue['maximum'])}${unit}`
    case 'invalid_value': return `must be one of ${(issue['values'] as unknown[]).join(', ')}`
    case 'invalid_format': return 'is not in the right form'
    default: return issue.message === 'Invalid input' ? 'is wrong' : `must be ${issue.message}`
  }
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined), value)
