import type { Benefit, Program, Tier, TierStanding } from '@loyaltykit/core'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { disclosureStyles } from '../shared/disclosure.styles.ts'
import { requestLogin } from '../shared/login-request.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { progressStyles } from '../shared/progress.styles.ts'
import { property } from '../shared/property.ts'
import { standInStyles } from '../shared/stand-in.styles.ts'
import { missing, textsOf } from './metric-texts.ts'
import { LoyaltyTierChangedEvent } from './tier-progress.events.ts'
import { tierProgressStyles } from './tier-progress.styles.ts'
import { words, type TierProgressWords } from './tier-progress.words.ts'

/** How long a new tier is greeted, in milliseconds. */
const greeting = 8_000

/**
 * Where a member stands: the tier, what is left to the next one, what keeps it, and what each gives. A guest sees the
 * programme's tiers and what reaches them.
 *
 * @tagname loyalty-tier-progress
 * @slot - Shown until there is something to show, instead of the grey blocks.
 * @slot guest - Shown to a guest above the tiers, instead of the invitation to log in.
 * @slot empty - Shown where the programme has no tiers yet.
 * @slot failed - Shown when there is nothing to show and it can't be read.
 * @csspart title - The heading; greets for a moment when the tier went up.
 * @csspart name - The current tier's name.
 * @csspart until - Until when it is valid.
 * @csspart metric - One way to the next tier: what is left, the bar, the figures.
 * @csspart progress - The bar.
 * @csspart figures - How much of how much.
 * @csspart keep - What keeps the tier.
 * @csspart words - What leads to the next tier or keeps this one, as the programme itself says it: where it has no figures.
 * @csspart benefits - What the current tier gives and the next one adds.
 * @csspart ladder - All tiers, for a guest.
 * @csspart login - The button of a guest.
 * @csspart failure - The message that stands in for it all.
 * @csspart retry - The button in it.
 * @csspart stale - The note below old values.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A member's tier is shown.
 * @cssstate top - It is the highest one.
 * @cssstate raised - It went up a moment ago.
 * @cssstate guest - Nobody is signed in.
 * @cssstate empty - There are no tiers.
 * @cssstate failed - It can't be read, and nothing older is known.
 * @cssprop --loyalty-progress-bar - Colour of the bar; the accent where absent.
 * @cssprop --loyalty-progress-track - Colour behind the bar.
 * @cssprop --loyalty-accent - Colour of buttons, links and the bar.
 * @cssprop --loyalty-text - Colour of text.
 * @cssprop --loyalty-muted - Colour of lesser text.
 * @fires {LoyaltyLoginRequestEvent} loyalty-login-request - A guest wants to log in.
 * @fires {LoyaltyTierChangedEvent} loyalty-tier-changed - The tier changed while the page was open.
 */
export class LoyaltyTierProgress extends LoyaltyElement<'program' | 'tier', TierProgressWords> {
  static override readonly styles = [baseStyles, buttonStyles, disclosureStyles, progressStyles, standInStyles, tierProgressStyles]
  static override readonly needs = ['program', 'tier'] as const
  static override readonly group = 'tiers'
  static override readonly vocabulary = { name: 'tierProgress', words } as const

  /** Leave out what the tiers give. */
  @property({ type: Boolean, attribute: 'without-benefits', reflect: true }) withoutBenefits = false

  /** Whose tier was seen last; absent before the first and after a log-out, so that only a change of one member counts. */
  #seen: { readonly tier: string | undefined; readonly whose: string | undefined } | undefined
  #raisedTo: Tier | undefined
  #greeted: ReturnType<typeof setTimeout> | undefined

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#seen = undefined
    this.#greet(undefined)
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    if (changed.has('client')) this.#seen = undefined
    const look = this.look()
    if (look.status === 'ready') return this.#notice(look.values.program, look.values.tier)
    this.#seen = undefined
    this.#greet(undefined)
  }

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as(['absent'], nothing)
    if (look.status === 'loading' || !speech) return this.#as(['loading'], this.#loading(speech))
    if (look.status === 'failed')
      return this.#as(['failed'], html`<div class="stand-in"><slot name="failed">${failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh(['tier', 'program']))}</slot></div>`)

    const { program, tier: standing } = look.values
    if (!standing) return this.#as(['guest'], html`<div class="card">${this.#guest(program, speech)}${staleNote(speech, look.stale)}</div>`)
    if (!program.tiers.length && !standing.next) return this.#as(['empty'], html`<div class="stand-in"><slot name="empty"><p class="muted">${speech.own.empty}</p></slot></div>`)
    const states = ['ready', ...(standing.current !== undefined && !standing.next ? ['top'] : []), ...(this.#raisedTo ? ['raised'] : [])]
    return this.#as(states, this.#member(program, standing, speech, staleNote(speech, look.stale)))
  }

  #as<T>(states: readonly string[], content: T): T {
    this.show(...states)
    return content
  }

  #member(program: Program, standing: TierStanding, speech: Speech<TierProgressWords>, note: unknown): TemplateResult {
    const { own, format } = speech
    const current = tierOf(program, standing.current)
    const raised = this.#raisedTo && format.say(own.raised, { tier: this.#raisedTo.name })
    return html`
      <div class="card ${raised ? 'raised' : ''}">
        <h2 class="title" part="title">${raised ?? own.title}</h2>
        <div class="head">
          ${keyed(standing.current, html`<p class="name" part="name">${current?.name ?? (standing.current === undefined ? own.none : nothing)}</p>`)}
          ${standing.validUntil ? html`<p class="until" part="until">${format.say(own.validUntil, { date: format.date(standing.validUntil, this.now) })}</p>` : nothing}
        </div>
        ${this.#next(program, standing, current, speech)} ${this.#keep(program, standing, current, speech)}
        ${this.withoutBenefits ? nothing : this.#benefits(current, tierOf(program, standing.next?.tier), speech)} ${note}
      </div>
      <p class="visually-hidden" role="status">${raised ?? nothing}</p>
    `
  }

  #next(program: Program, { next, inWords }: TierStanding, current: Tier | undefined, speech: Speech<TierProgressWords>): TemplateResult | typeof nothing {
    const { own, format } = speech
    if (!next && current) return html`<p class="top">${own.top}</p>`
    if (!next?.metrics.length) return wordsOf(inWords?.next)
    const { tier: id, metrics } = next
    const tier = tierOf(program, id)?.name ?? ''
    const reached = metrics.some((metric) => !missing(metric))
    const several = metrics.length > 1
    return html`
      ${reached ? html`<p>${format.say(own.reached, { tier })}</p>` : several ? html`<p>${format.say(own.anyOne, { tier })}</p>` : nothing}
      <div class="metrics">
        ${metrics.map((metric, index) => {
          const texts = textsOf(program, metric, speech)
          const more = missing(metric) ? texts.more(missing(metric)) : ''
          const figures = format.say(own.progress, { have: texts.number(metric.have), need: texts.amount(metric.need), number: texts.number(metric.need) })
          // another tier is another bar: the old one must not slide back, as if something were lost
          return keyed(
            `${id} ${metric.metric} ${metric.currency}`,
            html`
              <div part="metric">
                ${more && !reached ? html`<p class="more" id="more-${index}">${several ? more : format.say(own.reach, { more, tier })}</p>` : nothing}
                <progress
                  part="progress"
                  max=${metric.need || 1}
                  .value=${metric.need ? Math.min(metric.have, metric.need) : 1}
                  aria-labelledby=${more && !reached ? `more-${index}` : nothing}
                  aria-label=${more && !reached ? nothing : tier}
                  aria-valuetext=${figures}
                ></progress>
                <p class="figures" part="figures" aria-hidden="true">${figures}</p>
              </div>
            `,
          )
        })}
      </div>
    `
  }

  #keep(program: Program, { keep, inWords }: TierStanding, current: Tier | undefined, speech: Speech<TierProgressWords>): TemplateResult | typeof nothing {
    if (!current || !keep?.metrics.length) return wordsOf(inWords?.keep)
    const { own, format } = speech
    const tier = current.name
    const more = keep.metrics.map((metric) => (missing(metric) ? textsOf(program, metric, speech).more(missing(metric)) : ''))
    const text = more.includes('')
      ? format.say(own.kept, { tier })
      : format.say(own.keep, { more: more.reduce((one, other) => format.say(own.or, { one, other })), date: format.date(keep.by, this.now), tier })
    return html`<p class="keep note" part="keep">${text}</p>`
  }

  #benefits(current: Tier | undefined, next: Tier | undefined, { own, format }: Speech<TierProgressWords>): TemplateResult | typeof nothing {
    const given = current?.benefits ?? []
    const added = (next?.benefits ?? []).filter(({ id, title }) => !given.some((had) => had.id === id && had.title === title))
    const parts = [
      ...(current && given.length ? [disclosure(format.say(own.gives, { tier: current.name }), given)] : []),
      ...(next && added.length ? [disclosure(format.say(own.adds, { tier: next.name }), added)] : []),
    ]
    return parts.length ? html`<div class="benefits" part="benefits">${parts}</div>` : nothing
  }

  #guest(program: Program, speech: Speech<TierProgressWords>): TemplateResult {
    const { own } = speech
    const tiers = [...program.tiers].sort((one, other) => one.rank - other.rank)
    return html`
      <slot name="guest"><p class="muted">${own.guest} <button class="plain" part="login" type="button" @click=${() => requestLogin(this)}>${own.login}</button></p></slot>
      <ol role="list" class="benefits" part="ladder">
        ${tiers.map((tier, index) => {
          const [first, ...others] = this.withoutBenefits ? [] : tier.benefits
          const level = html`
            <span class="level">
              <span>${tier.name}</span> <span class="from note">${this.#reachedBy(program, tier, index === 0, speech)}</span> ${first ? html`<span class="teaser note">${first.title}</span>` : nothing}
            </span>
          `
          return html`<li>${others.length || first?.text ? disclosure(level, tier.benefits) : html`<p class="level-only">${level}</p>`}</li>`
        })}
      </ol>
    `
  }

  #reachedBy(program: Program, { reachedBy }: Tier, first: boolean, speech: Speech<TierProgressWords>): string {
    const { own, format } = speech
    if (!reachedBy.length) return first ? own.start : ''
    const amounts = reachedBy.map((one) => {
      const amount = textsOf(program, one, speech).amount(one.amount)
      return one.metric === 'spend' ? format.say(own.spent, { amount }) : amount
    })
    return format.say(own.from, { amount: amounts.reduce((one, other) => format.say(own.or, { one, other })) })
  }

  #notice(program: Program, standing: TierStanding | null): void {
    const before = this.#seen
    const session = this.state ? undefined : this.loyalty.client?.$session.value
    const whose = session?.status === 'member' ? session.memberId : undefined
    this.#seen = standing ? { tier: standing.current, whose } : undefined
    if (before?.whose !== whose || !standing) this.#greet(undefined)
    if (!before || before.whose !== whose || !standing || standing.current === before.tier) return
    const to = tierOf(program, standing.current)
    const raised = to !== undefined && to.rank > (tierOf(program, before.tier)?.rank ?? -1)
    this.#greet(raised ? to : undefined)
    const event = new LoyaltyTierChangedEvent({ from: before.tier, to: standing.current, raised })
    // the page hears of it when it can see it
    void this.updateComplete.then(() => this.isConnected && this.dispatchEvent(event))
  }

  #greet(tier: Tier | undefined): void {
    clearTimeout(this.#greeted)
    this.#raisedTo = tier
    if (!tier) return
    this.#greeted = setTimeout(() => {
      this.#raisedTo = undefined
      this.requestUpdate()
    }, greeting)
  }

  #loading(speech: Speech<TierProgressWords> | undefined): TemplateResult {
    return html`
      <slot>
        <div class="card" aria-hidden="true">
          <p class="title"><span class="bone short"></span></p>
          <p class="name"><span class="bone short"></span></p>
          <p class="more"><span class="bone"></span></p>
          <progress max="1" value="0"></progress>
          <p class="figures"><span class="bone short"></span></p>
        </div>
        <span class="visually-hidden" role="status">${speech?.shared.loading ?? nothing}</span>
      </slot>
    `
  }
}

const wordsOf = (text: string | undefined) => (text ? html`<p class="in-words theirs" part="words">${text}</p>` : nothing)

const tierOf = (program: Program, id: string | undefined) => program.tiers.find((tier) => tier.id === id)

const disclosure = (summary: unknown, benefits: readonly Benefit[]) => html`
  <details>
    <summary>${summary}</summary>
    <ul role="list" class="list">
      ${benefits.map(({ title, text }) => html`<li class="theirs">${title}${text ? html`<p class="note theirs">${text}</p>` : nothing}</li>`)}
    </ul>
  </details>
`

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-tier-progress': LoyaltyTierProgress
  }
}
