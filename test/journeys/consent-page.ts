/** The page of `consent.test.ts`: offers, all four sinks, and vendors that do what real ones do: set a cookie and send. */
import { backendSink } from '@loyaltykit/adapters/sinks/backend'
import { dataLayerSink } from '@loyaltykit/adapters/sinks/data-layer'
import { ga4Sink } from '@loyaltykit/adapters/sinks/ga4'
import { yandexMetricaSink } from '@loyaltykit/adapters/sinks/yandex-metrica'
import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, type FactListener } from '@loyaltykit/core'
import '@loyaltykit/elements/offer-carousel/define'

declare global {
  interface Window {
    allowed: boolean
    click: (subject: string) => void
    gtag: (...args: readonly unknown[]) => void
    ym: (...args: readonly unknown[]) => void
    dataLayer: unknown[]
    heard: number
  }
}

const vendor = (name: string) => (...args: readonly unknown[]) => {
  document.cookie = `_${name}=1; path=/`
  localStorage.setItem(`_${name}`, '1')
  void fetch(`/collect/${name}`, { method: 'POST', body: JSON.stringify(args), keepalive: true })
}
window.allowed = false
window.heard = 0
window.gtag = vendor('ga')
window.ym = vendor('ym')
window.dataLayer = []

const backend = http({ url: '/loyalty' })
const client = createLoyalty({ backend, locale: 'en' })
const consent = () => window.allowed

const careful: readonly FactListener[] = [
  dataLayerSink({ consent }), ga4Sink({ consent }), yandexMetricaSink({ consent, counter: 1 }), backendSink({ consent, backend }),
]
/** What a page does that keeps facts until somebody agrees: the check must see through each. */
const naive: Readonly<Record<string, FactListener>> = {
  sends: (fact) => window.gtag('event', fact.kind),
  stores: (fact) => localStorage.setItem('facts', JSON.stringify([fact])),
  keeps: (() => {
    const waiting: object[] = []
    return (fact: object) => {
      waiting.push(fact)
      if (window.allowed) void fetch('/collect/late', { method: 'POST', body: JSON.stringify(waiting.splice(0)) })
    }
  })(),
}
const way = new URL(location.href).searchParams.get('naive')
for (const listener of way ? [naive[way] as FactListener] : careful) client.onEvent(listener)
client.onEvent(() => (window.heard += 1))
window.click = (subject) => client.track({ kind: 'clicked', subjectKind: 'offer', subject })
