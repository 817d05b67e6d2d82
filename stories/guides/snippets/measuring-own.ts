import type { AnyClient } from '@loyaltykit/core'

export function measure(loyalty: AnyClient, banner: HTMLAnchorElement): () => void {
  // Something of your own page that is about an offer.
  banner.addEventListener('click', () => loyalty.track({ kind: 'clicked', subjectKind: 'offer', subject: 'autumn', place: 'home' }))

  // Hear all facts; nothing is stored or sent unless you do it.
  return loyalty.onEvent(({ kind, subjectKind, subject }) => console.log(kind, subjectKind, subject))
}
