import { backendSink } from '@loyaltykit/adapters/sinks/backend'
import { dataLayerSink } from '@loyaltykit/adapters/sinks/data-layer'
import { ga4Sink } from '@loyaltykit/adapters/sinks/ga4'
import { yandexMetricaSink } from '@loyaltykit/adapters/sinks/yandex-metrica'
import { http } from '@loyaltykit/adapters/http'
import { createLoyalty } from '@loyaltykit/core'

const backend = http({ url: 'https://shop.example/loyalty' })
const loyalty = createLoyalty({ backend })

// Your consent banner says yes or no; it is asked at every fact.
let allowed = false
document.addEventListener('shop-consent', (event) => (allowed = (event as CustomEvent<boolean>).detail))
const consent = () => allowed

loyalty.onEvent(dataLayerSink({ consent }))
loyalty.onEvent(ga4Sink({ consent, scales: { money: 2 } }))
loyalty.onEvent(yandexMetricaSink({ consent, counter: 12_345_678 }))
loyalty.onEvent(backendSink({ consent, backend }))
