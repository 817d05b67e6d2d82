import type { AnyClient } from './client.ts'

/**
 * The clients of this page, shared by all copies of the SDK: the one global of LoyaltyKit, `Symbol.for('loyaltykit.clients.1')`.
 * Elements without a provider use the page's only client. On a server there is no page, and nothing is kept.
 */
export interface PageClients {
  readonly clients: Set<AnyClient>
  readonly listeners: Set<() => void>
}

const name = Symbol.for('loyaltykit.clients.1')

export function pageClients(): PageClients | undefined {
  if (!('document' in globalThis)) return undefined
  const page = globalThis as { [name]?: PageClients }
  return (page[name] ??= { clients: new Set(), listeners: new Set() })
}

export function enterPage(client: AnyClient): void {
  pageClients()?.clients.add(client)
  tellPage()
}

export function leavePage(client: AnyClient): void {
  pageClients()?.clients.delete(client)
  tellPage()
}

function tellPage() {
  for (const listener of pageClients()?.listeners ?? []) {
    try {
      listener()
    } catch {
      // another copy's listener must not break this one
    }
  }
}
