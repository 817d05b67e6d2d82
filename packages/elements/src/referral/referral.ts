import { isSafeUrl, type AnyClient, type CurrencyAmount, type Invitation, type Program, type Referral, type ReferralLookup, type Store } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { captureReferral } from '../shared/capture-referral.ts'
import { disclosureStyles } from '../shared/disclosure.styles.ts'
import { currencyOf } from '../shared/format.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { property } from '../shared/property.ts'
import { tellFact } from '../shared/seen.ts'
import { InvitedController } from './invited.ts'
import { referralStyles } from './referral.styles.ts'
import { words, type ReferralWords } from './referral.words.ts'
import { canShare, ShareController, type Shareable } from './share-controller.ts'

/**
 * A friend brings a friend. The member's link and code, to copy, to share or to show as a QR code, what each side gets,
 * and what became of each invitation. A visitor who came by a friend's link sees what the friend's code gives.
 *
 * @tagname loyalty-referral
 * @slot - Shown until there is something to show, instead of the grey blocks.
 * @slot guest - Shown to a guest below what inviting gives, instead of the invitation to log in: the place for a link to join.
 * @slot not-eligible - Shown to a member who may not invite.
 * @slot limit - Shown to a member who may not invite any more, instead of the link.
 * @slot failed - Shown when there is nothing to show and it can't be read.
 * @csspart title - The heading.
 * @csspart sides - What each side gets.
 * @csspart link - The field with the link.
 * @csspart copy - The button that copies the link.
 * @csspart share - The button that opens the share sheet of the device, where there is one.
 * @csspart qr-button - The button that shows the QR code.
 * @csspart qr - The QR code.
 * @csspart code - The member's code.
 * @csspart invitations - What became of the invitations.
 * @csspart login - The button of a guest.
 * @csspart failure - The message that stands in for it all.
 * @csspart retry - The button in it.
 * @csspart stale - The note below old values.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A member's link is shown.
 * @cssstate empty - It is shown, and nobody has been invited yet.
 * @cssstate limit - The member has invited all that count.
 * @cssstate not-eligible - The member may not invite.
 * @cssstate guest - Nobody is signed in.
 * @cssstate invited - Nobody is signed in, and the visitor came by a friend's link.
 * @cssstate failed - It can't be read, and nothing older is known.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-text - Colour of text.
 * @cssprop --loyalty-muted - Colour of lesser text.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @fires {LoyaltyShareRequestEvent} loyalty-share-request - The member wants to copy, share or show the link. Cancel it to do that yourself.
 * @fires {LoyaltySharedEvent} loyalty-shared - It was done.
 */
export class LoyaltyReferral extends LoyaltyElement<'program' | 'referral', ReferralWords> {
  static override readonly styles = [baseStyles, buttonStyles, disclosureStyles, referralStyles]
  static override readonly needs = ['program', 'referral'] as const
  static override readonly group = 'referrals'
  static override readonly vocabulary = { name: 'referral', words } as const

  /** The name of a friend's code in the page's address. The element takes it from there and cleans the address; empty: it leaves the address alone. */
  @property() param = 'ref'
  /** With `state`: what the code is worth that a visitor came with. */
  @property({ attribute: false }) invited: ReferralLookup | undefined

  readonly #share = new ShareController(this, (method) => tellFact(this.loyalty, this.renderRoot.firstElementChild ?? this, { kind: 'shared', subjectKind: 'referral', method }))
  readonly #invited = new InvitedController(this)
  #captured: AnyClient | undefined

  protected override stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...super.stores(client), client.$referralCode]
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const { client } = this.loyalty
    const look = this.look()
    const referral = look.status === 'ready' ? look.values.referral : undefined
    this.#share.about(referral?.url)
    if (!client || this.state) return
    if (client !== this.#captured) {
      this.#captured = client
      captureReferral(client, undefined, this.param)
    }
    this.#invited.look(client, referral === null ? client.$referralCode.value : undefined)
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech || this.#invited.asking) return this.#as('loading', this.#loading(speech))
    const error = look.status === 'failed' ? look.error : look.stale?.error
    if (error?.code === 'not_eligible') return this.#as('not-eligible', html`<div class="card panel"><slot name="not-eligible"><p class="muted">${speech.own.notEligible}</p></slot></div>`)
    if (look.status === 'failed')
      return this.#as('failed', html`<div class="card panel"><slot name="failed">${failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh(['referral', 'program']))}</slot></div>`)

    const { program, referral } = look.values
    const note = staleNote(speech, look.stale)
    if (!referral) {
      const answer = this.state ? this.invited : this.#invited.answer
      return this.#as(answer ? 'invited' : 'guest', html`<div class="card panel">${answer ? this.#friend(program, answer, speech) : this.#guest(program, speech)}${note}</div>`)
    }
    return this.#as(referral.left === 0 ? 'limit' : referral.invitations.length ? 'ready' : 'empty', html`<div class="card">${this.#member(program, referral, speech)}${note}</div>`)
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }

  #member(program: Program, referral: Referral, speech: Speech<ReferralWords>): TemplateResult {
    const { own } = speech
    return html`
      <h2 class="title" part="title">${own.title}</h2>
      ${sides(program, referral, speech)}
      ${referral.left === 0 ? html`<slot name="limit"><p>${own.limit}</p></slot>` : this.#ways(program, referral, speech)} ${this.#invitations(program, referral, speech)}
    `
  }

  #ways(program: Program, { code, url: link, friend }: Referral, { own, shared, format }: Speech<ReferralWords>): TemplateResult {
    const { copied, selected, sharing, qr } = this.#share
    const url = isSafeUrl(link) ? link : ''
    const text = friend.amount > 0 ? format.say(own.shareText, { program: program.name, amount: amountOf(program, friend, format) }) : format.say(own.shareTextPlain, { program: program.name })
    const shareable: Shareable = { code, url, title: program.name, text }
    const copy = (what: 'link' | 'code') => () => void this.#share.copy(what, shareable, () => this.#select(what))
    const swap = (what: 'link' | 'code') =>
      html`<span class="swap ${copied === what ? 'done' : ''}"><span class="before">${shared.copy}</span><span class="after" aria-hidden="true">${shared.copied}</span></span>`
    return html`
      ${url
        ? html`
            <div>
              <label for="link">${own.link}</label>
              <div class="link">
                <input id="link" part="link" dir="ltr" readonly .value=${url} @focus=${selectAll} />
                <button part="copy" type="button" aria-label=${own.copyLink} @click=${copy('link')}>${swap('link')}</button>
              </div>
            </div>
          `
        : nothing}
      <p class="code" part="code">
        <span class="note">${own.code}</span> <bdi dir="ltr" id="code">${code}</bdi>
        <button class="plain" type="button" aria-label=${own.copyCode} @click=${copy('code')}>${swap('code')}</button>
      </p>
      ${url
        ? html`
            <div class="ways">
              ${canShare() ? html`<button class="quiet" part="share" type="button" aria-disabled=${sharing ? 'true' : nothing} @click=${() => void this.#share.share(shareable, () => this.#select('link'))}>${own.share}</button>` : nothing}
              <button class="quiet" part="qr-button" type="button" aria-expanded=${qr.status === 'drawn' || qr.status === 'drawing'} @click=${() => void this.#share.toggleQr(shareable)}>${own.qr}</button>
            </div>
          `
        : nothing}
      ${qr.status === 'drawing' ? html`<div class="qr bone"></div>` : nothing}
      ${qr.status === 'drawn'
        ? html`<div class="qr" part="qr"><svg role="img" aria-label=${own.qrLabel} viewBox="0 0 ${qr.size} ${qr.size}"><path d=${qr.path} /></svg></div>`
        : nothing}
      <p class="problem" role="alert" ?hidden=${!selected && qr.status !== 'failed'}>${qr.status === 'failed' ? own.qrFailed : selected ? own.copyByHand : nothing}</p>
      <p class="visually-hidden" role="status">${copied === 'link' ? own.linkCopied : copied === 'code' ? own.codeCopied : nothing}</p>
    `
  }

  #invitations(program: Program, { invitations, left }: Referral, { own, format }: Speech<ReferralWords>): TemplateResult {
    const still = left ? html`<span class="left note">${format.say(own.left, { n: left, number: format.number(left) })}</span>` : nothing
    if (!invitations.length) return html`<p class="none" part="invitations"><span class="count"><span>${own.noneYet}</span>${still}</span></p>`
    const count = invitations.length
    const row = ({ name, state, at, reward }: Invitation) => html`
      <li>
        <bdi>${name ?? own.friend}</bdi><span class="state ${state}">${own.states[state]}</span>
        <span class="note">${format.date(at, this.now)}</span>${state === 'rewarded' && reward && reward.amount > 0
          ? html`<span class="gain note">${format.say(own.reward, { amount: amountOf(program, reward, format) })}</span>`
          : nothing}
      </li>
    `
    return html`
      <details part="invitations">
        <summary><span class="count"><span>${format.say(own.invitations, { n: count, number: format.number(count) })}</span>${still}</span></summary>
        <ul role="list" class="invitations">
          ${invitations.map(row)}
        </ul>
      </details>
    `
  }

  #friend(program: Program, { valid, friend, from }: ReferralLookup, { own, format }: Speech<ReferralWords>): TemplateResult {
    if (!valid) return html`<p>${format.say(own.invalid, { program: program.name })}</p><slot name="guest"></slot>`
    const worth = friend && friend.amount > 0 ? format.say(own.joinAndGet, { program: program.name, amount: amountOf(program, friend, format) }) : format.say(own.join, { program: program.name })
    return html`
      <h2 class="title" part="title">${from ? format.say(own.invitedBy, { name: from }) : own.invited}</h2>
      <p class="worth">${worth}</p>
      <slot name="guest"></slot>
    `
  }

  #guest(program: Program, speech: Speech<ReferralWords>): TemplateResult {
    return html`
      <h2 class="title" part="title">${speech.own.title}</h2>
      ${program.referral ? sides(program, program.referral, speech) : nothing}
      <slot name="guest"><p class="muted">${speech.own.guest}</p><button class="quiet" part="login" type="button" @click=${() => requestLogin(this)}>${speech.own.login}</button></slot>
    `
  }

  #select(what: 'link' | 'code'): void {
    const node = this.renderRoot.querySelector(what === 'link' ? '#link' : '#code')
    if (node instanceof HTMLInputElement) {
      node.focus()
      node.select()
    } else if (node) this.ownerDocument.getSelection()?.selectAllChildren(node)
  }

  #loading(speech: Speech<ReferralWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="card" aria-hidden="true">
          <p class="title"><span class="bone"></span></p>
          <p class="sides"><span class="bone"></span><span class="bone"></span></p>
          <p><span class="bone field"></span></p>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }
}

/** What each side gets; a side that gets nothing is not named. */
function sides(program: Program, { advocate, friend }: Pick<Referral, 'advocate' | 'friend'>, { own, format }: Speech<ReferralWords>): TemplateResult | typeof nothing {
  const side = (label: string, amount: CurrencyAmount) => (amount.amount > 0 ? html`<div><dt>${label}</dt><dd>${amountOf(program, amount, format)}</dd></div>` : nothing)
  if (advocate.amount <= 0 && friend.amount <= 0) return nothing
  return html`<dl class="sides" part="sides">${side(own.youGet, advocate)}${side(own.friendGets, friend)}</dl>`
}

const amountOf = (program: Program, { amount, currency }: CurrencyAmount, format: Speech<ReferralWords>['format']) => format.amount(amount, currencyOf(program, currency))

const selectAll = ({ currentTarget }: Event) => {
  ;(currentTarget as HTMLInputElement).select()
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-referral': LoyaltyReferral
  }
}
