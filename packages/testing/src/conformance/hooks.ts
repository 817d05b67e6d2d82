import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ContractSubject } from '../contract/subject.ts'
import { UsageError } from './options.ts'

/** What a module may say about a server, beside its API: any part of a subject. */
export type Means = Partial<Omit<ContractSubject, 'backend'>>

/** Parts that are good for the whole run, and such as are made anew for each check. */
export interface Hooks {
  readonly parts: Means
  create?(about: { readonly url: string }): Promise<Means> | Means
}

/** @throws {@link UsageError} where there is no such module, or where it exports something else. */
export async function loadHooks(file: string): Promise<Hooks> {
  const module = await import(pathToFileURL(resolve(file)).href).catch((error: unknown) => {
    throw new UsageError(`--hooks ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }) as Record<string, unknown>
  const { create, ...parts } = module
  for (const [name, part] of Object.entries(module)) if (typeof part !== 'function') throw new UsageError(`--hooks ${file}: ${name} must be a function, as in ContractSubject.`)
  return { parts, ...(create === undefined ? {} : { create: create as NonNullable<Hooks['create']> }) }
}

/** Orders have names of their own in each check, so that a till that outlives the run never meets one twice. */
export function withOwnOrders(means: Means, prefix: string): Means {
  return Object.fromEntries(Object.entries(means).map(([name, part]) => [name, (input: unknown, ...more: unknown[]) => {
    const orderId = (Object(input) as { orderId?: unknown }).orderId
    const given = typeof orderId === 'string' ? { ...(input as object), orderId: `${prefix}-${orderId}` } : input
    return (part as (...input: unknown[]) => unknown)(given, ...more)
  }]))
}
