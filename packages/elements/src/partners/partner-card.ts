import { isSafeUrl, type Partner } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { Speech } from '../shared/loyalty-element.ts'
import type { PartnersWords } from './partners.words.ts'

/** What can be opened on a card. */
export type Opened = 'link' | 'unlink' | 'exchange'

/** One partner as it is shown now. */
export interface PartnerCard {
  readonly partner: Partner
  /** Where it stands in the list: its ids are named by it. */
  readonly index: number
  readonly guest: boolean
  readonly opened: Opened | undefined
  /** What is opened. */
  readonly panel: TemplateResult | typeof nothing
  readonly withoutLogo: boolean
  readonly open: (what: Opened) => void
  /** The link to its site was pressed. */
  readonly visit: (event: Event) => void
  readonly logoFailed: () => void
}

export function partnerCard(card: PartnerCard, { own }: Speech<PartnersWords>): TemplateResult {
  const { partner, index, opened, open, guest } = card
  const nameId = `name-${index}`
  const panelId = `panel-${index}`
  const toggle = (what: Opened, look: string, text: string) => html`
    <button class=${look} part=${what} type="button" aria-expanded=${opened === what} aria-controls=${panelId} aria-describedby=${nameId} @click=${() => open(what)}>${opened === what ? own.close : text}</button>
  `
  const mark = partner.earns ? (partner.spends ? own.both : own.earns) : partner.spends ? own.spends : ''
  const mayLink = !guest && partner.linked === false
  const mayExchange = !guest && partner.exchanges.length > 0
  const site = partner.url && isSafeUrl(partner.url) ? partner.url : undefined
  return html`
    <div class="head">
      ${partner.logo && !card.withoutLogo && isSafeUrl(partner.logo)
        ? html`<img class="picture" part="logo" src=${partner.logo} alt="" loading="lazy" decoding="async" @error=${card.logoFailed} />`
        : html`<span class="picture plate" part="plate" aria-hidden="true">${initialOf(partner.name)}</span>`}
      <div class="who">
        <h3 id=${nameId} part="name">${partner.name}</h3>
        <p class="marks">
          ${mark ? html`<span part="mark">${mark}</span>` : nothing}
          ${!guest && partner.linked ? html`<span class="linked" part="linked">${own.linked}</span>` : nothing}
        </p>
      </div>
    </div>
    ${partner.text ? html`<p class="text" part="text">${partner.text}</p>` : nothing}
    ${mayLink && mayExchange ? html`<p class="note">${own.linkFirst}</p>` : nothing}
    <div class="actions row">
      ${mayExchange && !mayLink ? toggle('exchange', 'quiet', own.exchange) : nothing} ${mayLink ? toggle('link', 'quiet', own.link) : nothing}
      ${site ? html`<a class="button quiet" part="site" href=${site} rel="noopener" aria-describedby=${nameId} @click=${card.visit}>${own.site}</a>` : nothing}
      ${!guest && partner.linked ? toggle('unlink', 'plain', own.unlink) : nothing}
    </div>
    <div class="panel" id=${panelId} part="panel" role="group" aria-labelledby=${nameId} ?hidden=${!opened}>${card.panel}</div>
  `
}

/** The first letter, whatever it is made of. */
const initialOf = (name: string): string => [...name.replace(/^[\s"'«„“]+/u, '')][0]?.toUpperCase() ?? ''
