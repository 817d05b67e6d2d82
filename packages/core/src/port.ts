/**
 * The port: what LoyaltyKit asks of a backend, in the words of the domain. An adapter implements it, core calls it.
 *
 * - Data in, data out. No HTTP, UI or framework here.
 * - A group that a backend lacks is left out: a missing group is a missing capability, never a stub. So is a method that is optional here:
 *   `client.can('offers.activate')` knows, and what needs it is not shown.
 * - A method keeps no state, decides nothing, retries nothing: that is core's work.
 * - It fails with a `LoyaltyError` of the code that fits. Every method may also fail with `network`, `timeout`,
 *   `rate_limited`, `backend_failed`, `bad_response`, `aborted`; only the codes particular to it are named below.
 * - It stops when `context.signal` aborts.
 * - Core parses every answer with the schema of the same name; extra fields are dropped.
 */
import type { z } from 'zod/mini'
import type { ActivityPage, ActivityQuery } from './schemas/activity.ts'
import type { Balance } from './schemas/balance.ts'
import type { Nothing } from './schemas/base.ts'
import type { Card, LinkCard, LinkedCard } from './schemas/card.ts'
import type { Challenge, ChallengeAnswer, JoinChallenge } from './schemas/challenge.ts'
import type { Claim, SubmitClaim, SubmittedClaim } from './schemas/claim.ts'
import type { Coupon } from './schemas/coupon.ts'
import type { BackendChange, SendFacts } from './schemas/event.ts'
import type { GiftCard, GiftCardAnswer, GiftCardNumber } from './schemas/gift-card.ts'
import type { HoldRedemption } from './schemas/hold.ts'
import type { Enrol, Enrolled, Member } from './schemas/member.ts'
import type { ActivatedOffer, ActivateOffer, Offer } from './schemas/offer.ts'
import type { Exchanged, ExchangeQuote, ExchangeRequest, LinkPartner, Partner, PartnerAnswer, UnlinkPartner } from './schemas/partner.ts'
import type { ExportedData, LeaveProgram, Preferences, UpdatedPreferences, UpdatePreferences } from './schemas/preference.ts'
import type { Program } from './schemas/program.ts'
import type { QuoteCarts, QuotedCarts } from './schemas/quote.ts'
import type { ConfirmRedemption, Redemption, RedemptionChanged, RedemptionId } from './schemas/redemption.ts'
import type { LookUpReferral, Referral, ReferralLookup } from './schemas/referral.ts'
import type { ClaimedReward, ClaimReward, RewardPage, RewardQuery } from './schemas/reward.ts'
import type { CodeChallenge, Ended, EndSession, ExchangeToken, RefreshSession, RequestCode, Session, Verified, VerifyCode } from './schemas/session.ts'
import type { Snapshot, SnapshotQuery } from './schemas/snapshot.ts'
import type { OpenStream } from './schemas/stream.ts'
import type { AnswerSurvey, Survey, SurveyAnswered } from './schemas/survey.ts'
import type { TierStanding } from './schemas/tier.ts'

type In<Schema extends z.core.$ZodType> = z.input<Schema>
type Out<Schema extends z.core.$ZodType> = z.output<Schema>

/** For whom a call is made. Never taken from a request's body. */
export type Identity =
  | { readonly kind: 'guest' }
  /** The bearer of this session token, as `session` gave it. */
  | { readonly kind: 'token'; readonly token: string }
  /** A member whom a server has authenticated already. */
  | { readonly kind: 'member'; readonly memberId: string }
  /** Whoever the transport says: a cookie, a token that the host gave to the adapter. */
  | { readonly kind: 'ambient' }

/** What comes with every call. */
export interface Context {
  /** Aborts when nobody waits any more, or when the call's time is over. */
  readonly signal: AbortSignal
  /** BCP 47: the language for texts. A backend that lacks it answers in its own. */
  readonly locale: string
  readonly identity: Identity
}

/** What comes with a call that changes something. */
export interface WriteContext extends Context {
  /**
   * One per intent, kept over retries and reloads. Acting twice on one key is a defect: the first answer is given again;
   * a refused key stays refused; the same key with another input fails with `conflict`. At most 200 characters.
   */
  readonly idempotencyKey: string
}

/** A call that changes nothing. */
export type Read<Input, Output> = (input: Input, context: Context) => Promise<Output>
/** A call that changes something, once per key. */
export type Write<Input, Output> = (input: Input, context: WriteContext) => Promise<Output>

/** Required. The programme itself; public. */
export interface ProgramGroup {
  /** Called once per page by every element, for names, currencies, tiers and enrolment fields. Gives the same to everybody. */
  get: Read<Nothing, Program>
}

/** Who is there. Absent: the host page signs people in by its own means. */
export interface SessionGroup {
  /**
   * Called when the transport carries the log-in (`ambient`), to learn whether somebody is signed in. `null`: nobody. Fails: `unauthenticated`: a
   * log-in came along that has ended; core tries to renew it.
   */
  current: Read<Nothing, Session | null>
  /**
   * Called by log-in and enrolment with what was typed. Sends a one-time code. The answer is the same whether or not a
   * member exists. Fails: `invalid_input` (`identifier.value`), `rate_limited` with `retryAt`.
   */
  requestCode: Write<In<typeof RequestCode>, CodeChallenge>
  /**
   * Called with the code. Gives a session for a member, else a ticket for `members.enrol`.
   * Fails: `wrong_code`, `expired` (also after too many wrong tries), `not_found` (no such challenge).
   */
  verifyCode: Write<In<typeof VerifyCode>, Verified>
  /** Called where the host has its own log-in: its signed token becomes a session. Fails: `unauthenticated`. */
  exchange?: Write<In<typeof ExchangeToken>, Session>
  /**
   * Called when a call was refused with `unauthenticated` though a token is held; one flight at a time in all tabs of a browser.
   * Fails: `unauthenticated`: sign in again. Any other failure signs nobody out.
   */
  refresh?: Write<In<typeof RefreshSession>, Session>
  /**
   * Called on log-out. Afterwards the token is worth nothing; with `everywhere` all log-ins of the member are, on every device (only where the
   * programme's `login.everywhere` says so). Never fails because it had ended already.
   */
  end: Write<In<typeof EndSession>, Ended>
}

/** The member as a person. */
export interface MembersGroup {
  /** Called by elements that greet or prefill. Fails: `unauthenticated`. */
  get: Read<Nothing, Member>
  /**
   * Absent: one joins elsewhere. Called at the end of enrolment. Makes a member, records each consent with version and time, gives the welcome bonus, and signs in.
   * Fails: `expired` (ticket), `invalid_input` (missing required field or consent, unknown referral code or card), `conflict` (became a member meanwhile).
   */
  enrol?: Write<In<typeof Enrol>, Enrolled>
}

/** What a member has. */
export interface BalancesGroup {
  /** Called by every element with points on it. One balance per currency that the member can have. Fails: `unauthenticated`. */
  list: Read<Nothing, readonly Balance[]>
}

/** The ledger. */
export interface ActivityGroup {
  /** Called page by page, newest first, without gaps or repeats while entries arrive. Fails: `unauthenticated`, `invalid_input` (`cursor`). */
  list: Read<In<typeof ActivityQuery>, ActivityPage>
}

/** Status. */
export interface TiersGroup {
  /** Called by tier progress and by prices that depend on it. Fails: `unauthenticated`. */
  progress: Read<Nothing, TierStanding>
}

/** What is shown to a member or to the public. */
export interface OffersGroup {
  /** Called for guests (public offers) and members (public and personal ones), best first. */
  list: Read<Nothing, readonly Offer[]>
  /** Absent: no offer needs it. Called when a member presses "Activate". Fails: `unauthenticated`, `not_found`, `expired`, `not_eligible`. Activating an active offer answers it. */
  activate?: Write<In<typeof ActivateOffer>, Out<typeof ActivatedOffer>>
}

/** What a cart or a stay would earn, cost, and may be paid with. */
export interface QuotesGroup {
  /** Called with all carts of a page at once; for a guest too. Reserves nothing. Fails: `invalid_input`. */
  quote: Read<In<typeof QuoteCarts>, QuotedCarts>
}

/** Points as payment. */
export interface RedemptionsGroup {
  /** Called after a reload, to find what is held. Gives redemptions in state `held`, newest first. Fails: `unauthenticated`. */
  list: Read<Nothing, readonly Redemption[]>
  /**
   * Called when a member chooses to pay with points. Moves the amount from available to held. One hold per cart and currency.
   * Fails: `unauthenticated`, `insufficient_points`, `not_eligible` (limits of the quote), `conflict` (this cart has a hold), `invalid_input`.
   */
  hold: Write<In<typeof HoldRedemption>, RedemptionChanged>
  /** Called to let go. Cancelling a cancelled or expired hold answers it. Fails: `unauthenticated`, `not_found`, `conflict` (confirmed already). */
  cancel: Write<In<typeof RedemptionId>, RedemptionChanged>
  /** Called where the page may finish an order; usually the shop's server does it. Fails: `unauthenticated`, `not_found`, `expired`, `conflict`, `not_eligible` (blocked). */
  confirm?: Write<In<typeof ConfirmRedemption>, RedemptionChanged>
}

/** The catalogue. */
export interface RewardsGroup {
  /** Called page by page. Members see why a reward is locked; guests see the catalogue. Fails: `invalid_input` (`cursor`). */
  list: Read<In<typeof RewardQuery>, Out<typeof RewardPage>>
  /** Called when a member takes a reward. Fails: `unauthenticated`, `not_found`, `insufficient_points`, `not_eligible`, `expired`. */
  claim: Write<In<typeof ClaimReward>, Out<typeof ClaimedReward>>
}

/** A friend brings a friend. */
export interface ReferralsGroup {
  /** Called by the advocate's page. Fails: `unauthenticated`, `not_eligible` (no right to invite). */
  get: Read<Nothing, Referral>
  /** Absent: a code is only known good once somebody has joined with it. Called when somebody arrives with a code, without log-in. Says the same of a used-up and an unknown code: not valid. */
  lookUp?: Read<In<typeof LookUpReferral>, ReferralLookup>
}

/** Codes that a member holds. */
export interface CouponsGroup {
  /** Called by the member's page. Fails: `unauthenticated`. */
  list: Read<Nothing, readonly Coupon[]>
}

/** Stored value. */
export interface GiftCardsGroup {
  /** Absent: no card is kept as one, for attaching moves what is on it into a balance. Called by the member's page: attached cards. Fails: `unauthenticated`. */
  list?: Read<Nothing, readonly GiftCard[]>
  /** Called with a number, for guests too, to see what is on it. Fails: `not_found` (also for a wrong PIN), `rate_limited`. */
  check: Write<In<typeof GiftCardNumber>, Out<typeof GiftCardAnswer>>
  /** Called to keep a card in the account. Fails: `unauthenticated`, `not_found`, `conflict` (somebody else's), `not_eligible` (blocked). */
  attach: Write<In<typeof GiftCardNumber>, Out<typeof GiftCardAnswer>>
}

/** Other companies in the programme. */
export interface PartnersGroup {
  /** Called for guests and members. */
  list: Read<Nothing, readonly Partner[]>
  /**
   * Called to link an account there. The same account again is answered. Fails: `unauthenticated`, `not_found`, `invalid_input` (`account`),
   * `conflict` (somebody has linked it, or another one is linked), `not_eligible` (blocked).
   */
  link: Write<In<typeof LinkPartner>, Out<typeof PartnerAnswer>>
  /** Called to undo it; where nothing is linked it changes nothing. Fails: `unauthenticated`, `not_found`. */
  unlink: Write<In<typeof UnlinkPartner>, Out<typeof PartnerAnswer>>
  /** Called while a member types an amount; needs no linked account. Fails: `unauthenticated`, `not_found`, `invalid_input` (`amount`: out of the limits, or too little for anything to come of it). */
  quoteExchange: Read<In<typeof ExchangeRequest>, Out<typeof ExchangeQuote>>
  /** Called to exchange. Fails: `unauthenticated`, `insufficient_points` (here, or on the account there), `not_eligible` (out of the limits, no linked account, blocked), `not_found`. */
  exchange: Write<In<typeof ExchangeRequest>, Out<typeof Exchanged>>
}

/** Goals with a prize. */
export interface ChallengesGroup {
  /** Called by the member's page. Fails: `unauthenticated`. */
  list: Read<Nothing, readonly Challenge[]>
  /** Absent: everybody takes part by doing. Called to take part. Who does already is answered as it is. Fails: `unauthenticated`, `not_found`, `expired`, `not_eligible` (completed, or a blocked member). */
  join?: Write<In<typeof JoinChallenge>, Out<typeof ChallengeAnswer>>
}

/** Questions. */
export interface SurveysGroup {
  /** Called at a right moment: the questions open for this member, most wanted first. Fails: `unauthenticated`. */
  list: Read<Nothing, readonly Survey[]>
  /** Called with the answer, which fits the kind of question. Fails: `unauthenticated`, `not_found` (also: answered already), `expired`, `invalid_input` (`score`, `choice`, `comment`). */
  answer: Write<In<typeof AnswerSurvey>, Out<typeof SurveyAnswered>>
}

/** "My purchase or stay is missing." */
export interface ClaimsGroup {
  /** Called by the member's page: earlier claims, newest first. Fails: `unauthenticated`. */
  list: Read<Nothing, readonly Claim[]>
  /** Called with a filled form. A backend that finds the receipt may answer at once. Fails: `unauthenticated`, `invalid_input`, `conflict` (this reference was claimed, or is counted), `not_eligible` (blocked). */
  submit: Write<In<typeof SubmitClaim>, Out<typeof SubmittedClaim>>
}

/** The member's card. */
export interface CardsGroup {
  /** Called by the member's page. Fails: `unauthenticated`. */
  list: Read<Nothing, readonly Card[]>
  /** Absent: cards are linked elsewhere. Called with the number of a plastic or an old card. An own card is answered. Fails: `unauthenticated`, `not_found`, `conflict` (linked to somebody), `not_eligible` (blocked), `rate_limited` (too many unknown numbers). */
  link?: Write<In<typeof LinkCard>, Out<typeof LinkedCard>>
}

/** What a member allows and is told, and leaving. */
export interface PreferencesGroup {
  /** Called by the member's page. Fails: `unauthenticated`. */
  get: Read<Nothing, Preferences>
  /**
   * Called when something was changed; only what is given changes, and `null` clears a field of the profile. What one signs in with changes only with a
   * proof, not here; an answer to a consent request is to its wording of today, and a required one can't be taken back.
   * Fails: `unauthenticated`, `invalid_input` (`profile.<field>`, `consents.<id>`).
   */
  update: Write<In<typeof UpdatePreferences>, Out<typeof UpdatedPreferences>>
  /** Absent: at the desk. Called for "export my data": a document with all that is known of the member, and of nobody else. Fails: `unauthenticated`, `rate_limited` with `retryAt`. */
  export?: Read<Nothing, Out<typeof ExportedData>>
  /** Absent: at the desk. Called for "leave the programme", after the member confirmed. Ends all log-ins; the same key is answered again all the same. Fails: `unauthenticated`. */
  leave?: Write<In<typeof LeaveProgram>, Nothing>
}

/** Where facts for a manager's figures go. */
export interface EventsGroup {
  /** Called with a batch, only with consent, as a guest. A fact is counted once by its id, whoever sends it. One bad fact refuses the batch. Fails: `invalid_input`. */
  send: Write<In<typeof SendFacts>, Nothing>
}

/** News from the backend while a page is open. */
export interface StreamGroup {
  /**
   * Called while somebody looks. Gives the member's changes as they come, from after `after`; without it from now on, and then a first change
   * without parts may come at once, to say from where to resume. Nothing is missed: where it can't say what came after `after`, it gives a
   * change that names all parts. Ends when the signal aborts; may end by itself, and is opened again with the last id.
   * Fails: `unauthenticated`, at once or when the log-in ends; `invalid_input` (`after`).
   */
  open: (input: In<typeof OpenStream>, context: Context) => AsyncIterable<BackendChange>
}

/** Several reads at once. Absent: core makes one call per part. */
export interface SnapshotGroup {
  /** Called once per page and per change of mind. Each part has its value or its own error; the call itself fails only as a whole. */
  get: Read<In<typeof SnapshotQuery>, Snapshot>
}

/** A loyalty system, as LoyaltyKit sees it. */
export interface LoyaltyBackend {
  /** Tells one programme from another in storage and between tabs; an address, say. */
  readonly name: string
  /**
   * What the backend's caller must hold: something that may be in a page (`publishable`), a token of one shopper
   * (`shopper-token`), or a `secret`. An adapter that takes a secret refuses to start where there is a `document`.
   */
  readonly credential: 'publishable' | 'shopper-token' | 'secret'
  /** Whether the transport itself says who is there (a cookie, a host's token), so that core must ask. */
  readonly ambient?: boolean
  readonly program: ProgramGroup
  readonly session?: SessionGroup
  readonly members?: MembersGroup
  readonly balances?: BalancesGroup
  readonly activity?: ActivityGroup
  readonly tiers?: TiersGroup
  readonly offers?: OffersGroup
  readonly quotes?: QuotesGroup
  readonly redemptions?: RedemptionsGroup
  readonly rewards?: RewardsGroup
  readonly referrals?: ReferralsGroup
  readonly coupons?: CouponsGroup
  readonly giftCards?: GiftCardsGroup
  readonly partners?: PartnersGroup
  readonly challenges?: ChallengesGroup
  readonly surveys?: SurveysGroup
  readonly claims?: ClaimsGroup
  readonly cards?: CardsGroup
  readonly preferences?: PreferencesGroup
  readonly events?: EventsGroup
  readonly stream?: StreamGroup
  readonly snapshot?: SnapshotGroup
}

/** The groups of the port by name: what `client.can` takes. */
export type Group = Exclude<keyof LoyaltyBackend, 'name' | 'credential' | 'ambient'>

/** The calls of the port by name: `offers.activate`. */
export type Call = { [G in Group]: `${G}.${keyof NonNullable<LoyaltyBackend[G]> & string}` }[Group]

/** The type of a backend with these groups, each with all of its calls but those that it `Lacks`: `BackendWith<'offers', 'offers.activate'>` has offers that nobody activates. */
export type BackendWith<G extends Group, Lacks extends Call = never> = Pick<LoyaltyBackend, 'name' | 'credential' | 'ambient'> & {
  readonly [K in G | 'program']: { [M in keyof NonNullable<LoyaltyBackend[K]> as `${K}.${M & string}` extends Lacks ? never : M]-?: NonNullable<NonNullable<LoyaltyBackend[K]>[M]> }
}
