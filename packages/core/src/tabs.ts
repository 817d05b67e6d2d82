/** What one tab tells the others: who is signed in has changed, or something of this member (or of everybody) has. */
export type TabNews = { readonly kind: 'session' } | { readonly kind: 'changed'; readonly memberId: string | undefined; readonly parts: readonly string[] }

export interface Tabs {
  tell(news: TabNews): void
  close(): void
}

/** The channel between the tabs of one programme on one origin. Silent where there is none, and on a server. */
export function joinTabs(programme: string, heard: (news: TabNews) => void, enabled: boolean): Tabs {
  let channel: BroadcastChannel | undefined
  try {
    if (enabled) channel = new BroadcastChannel(`loyaltykit:1:${programme}`)
  } catch {
    // a sandboxed frame may have none
  }
  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const news = data as TabNews | null
      if (news?.kind === 'session') heard({ kind: 'session' })
      else if (news?.kind === 'changed' && Array.isArray(news.parts)) heard(news)
    }
  }
  return {
    tell: (news) => channel?.postMessage(news),
    close() {
      channel?.close()
      channel = undefined
    },
  }
}
