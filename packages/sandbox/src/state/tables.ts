import type { ActivityEntry, Cart, Consent, ErrorBody, LoyaltyFact, Profile, Source } from '@loyaltykit/core'
import type { ClaimRecord } from './claim-record.ts'
import type { CouponRecord, DrawTicketRecord, GiftCardRecord, PaidByCard, PurchaseCodeRecord, RewardClaimRecord } from './value-records.ts'

/** All that a sandbox knows, as plain JSON records by table and id. Times are milliseconds since 1970. */
export interface Tables {
  /** One record: what makes the run repeatable. */
  programme: ProgrammeRecord
  members: MemberRecord
  /** `phone:+7…` or `email:…`: who signs in with it. `card:…`: whose virtual card has this number. */
  identifiers: { readonly id: string; readonly memberId: string }
  /** Referral codes. */
  codes: { readonly id: string; readonly memberId: string }
  challenges: ChallengeRecord
  /** What an identifier has asked for lately. */
  requests: { readonly id: string; readonly times: readonly number[] }
  tickets: { readonly id: string; readonly kind: 'phone' | 'email'; readonly value: string; readonly expiresAt: number }
  sessions: SessionRecord
  accounts: { readonly id: string; readonly amount: number }
  postings: PostingRecord
  batches: BatchRecord
  entries: EntryRecord
  redemptions: RedemptionRecord
  orders: OrderRecord
  /** What a member did with an offer. */
  offers: OfferRecord
  /** Gifts that a member was given last. */
  gifts: { readonly id: string; readonly memberId: string; readonly at: number }
  /** Old cards by number: who has linked them; nobody, when that member has left: what was on it is gone. */
  cards: { readonly id: string; readonly memberId?: string; readonly at: number }
  claims: ClaimRecord
  /** `<member>/<partner>`: accounts there that are linked. */
  links: { readonly id: string; readonly memberId: string; readonly partnerId: string; readonly account: string; readonly at: number }
  invitations: InvitationRecord
  /** What became of a challenge for a member. */
  goals: GoalRecord
  /** Answers to surveys. */
  answers: AnswerRecord
  /** Hashes of identifiers whose member has left: since when. */
  leavers: { readonly id: string; readonly at: number }
  coupons: CouponRecord
  purchaseCodes: PurchaseCodeRecord
  rewardClaims: RewardClaimRecord
  /** How often a reward was taken, by all members together. */
  stock: { readonly id: string; readonly taken: number }
  giftCards: GiftCardRecord
  drawTickets: DrawTicketRecord
  /** What people did on the pages, for the figures; nobody's. */
  facts: LoyaltyFact
  timers: TimerRecord
  keys: KeyRecord
  messages: MessageRecord
}
export type Table = keyof Tables

export interface ProgrammeRecord {
  readonly id: string
  readonly preset: string
  readonly seed: string
  /** Milliseconds that the clock was moved on. */
  readonly offset: number
  /** Values drawn from chance so far. */
  readonly draws: number
  /** The number of the newest record that has one. */
  readonly sequence: number
  /** How often a sandbox was opened on these records. */
  readonly openings?: number
  /** When its rules began to hold. */
  readonly openedAt?: number
}

export interface MemberRecord {
  readonly id: string
  readonly status: 'active' | 'blocked' | 'closed'
  readonly joinedAt: number
  /** Absent: on a page. */
  readonly joinedThrough?: 'desk'
  /** When the member left. */
  readonly closedAt?: number
  readonly locale: string
  readonly profile: Profile
  /** The latest answer to each request. */
  readonly consents: readonly Consent[]
  /** Answers that a later one has taken the place of, the oldest first. */
  readonly earlierConsents?: readonly Consent[]
  readonly cardNumber: string
  readonly referralCode: string
  /** Why the member has left, in their own words. */
  readonly leftBecause?: string
  readonly invitedBy?: string
  /** The partner's page that brought the member. */
  readonly source?: Source
}

export interface ChallengeRecord {
  readonly id: string
  readonly kind: 'phone' | 'email'
  readonly value: string
  readonly code: string
  readonly wrongTries: number
  readonly state: 'open' | 'used' | 'replaced'
  readonly expiresAt: number
}

export interface SessionRecord {
  /** The token's hash. */
  readonly id: string
  readonly memberId: string
  /** Log-ins that come from one another by refresh. */
  readonly family: string
  readonly expiresAt: number
  readonly refresh: string
  readonly refreshUntil: number
  /** Since when a newer session has taken its place. */
  readonly refreshedAt?: number
}

/** A set of changes that adds up to zero. */
export interface PostingRecord {
  readonly id: string
  readonly at: number
  readonly legs: readonly { readonly account: string; readonly amount: number }[]
}

export interface BatchRecord {
  readonly id: string
  readonly memberId: string
  readonly currency: string
  readonly number: number
  readonly state: 'pending' | 'available'
  /** What was granted. */
  readonly amount: number
  /** What of it is there: not spent, held, taken back or expired. */
  readonly left: number
  readonly expired: number
  readonly takenBack: number
  readonly availableAt: number
  /** Absent: never. */
  readonly expiresAt?: number
  /** Spent points that a refund gave back, or a partner's that were exchanged: not earned a second time. */
  readonly returned: boolean
  /** The line of the ledger that granted it. */
  readonly entryId: string
}

export interface EntryRecord {
  readonly id: string
  readonly memberId: string
  readonly number: number
  readonly at: number
  readonly kind: 'earn' | 'spend' | 'expire' | 'adjust' | 'transfer' | 'reverse' | 'hold' | 'release'
  readonly currency: string
  readonly amount: number
  readonly state: 'pending' | 'final' | 'reversed'
  readonly reason?: NonNullable<ActivityEntry['reason']>
  /** Which text says what it was for: a name of the preset's activity texts, or the title of a rule: `offer:<id>`, `earn:<id>`, `gift:<id>`, `challenge:<id>`, `survey:<id>`. */
  readonly words: string
  readonly reference?: string
  readonly availableAt?: number
  readonly expiresAt?: number
}

/** Points taken from a batch, with the end of their life. */
export interface Taken {
  readonly batchId: string
  readonly amount: number
  readonly expiresAt?: number
}

export interface RedemptionRecord {
  readonly id: string
  readonly memberId: string
  readonly number: number
  readonly state: 'held' | 'confirmed' | 'cancelled' | 'expired'
  /** The spend rule that it was held by. */
  readonly rule: string
  readonly currency: string
  readonly amount: number
  /** Minor units of the shop's money. */
  readonly money: number
  readonly cartId: string
  readonly expiresAt: number
  readonly orderId?: string
  readonly taken: readonly Taken[]
  readonly entryId: string
}

export interface OrderLine {
  readonly sku: string
  readonly quantity: number
  readonly refunded: number
  /** Money paid with money, for all pieces. */
  readonly paid: number
  /** Points that paid, for all pieces. */
  readonly points: number
}

export interface OrderRecord {
  readonly id: string
  readonly memberId?: string
  readonly at: number
  readonly store?: string
  readonly fingerprint: string
  readonly cart: Cart
  readonly lines: readonly OrderLine[]
  readonly total: number
  readonly due: number
  readonly redemptionId?: string
  /** Each granted batch with its share of every line. */
  readonly earned: readonly { readonly batchId: string; readonly currency: string; readonly shares: readonly number[]; readonly offerId?: string }[]
  readonly offerIds: readonly string[]
  /** Batches of a referral that this purchase completed. */
  readonly referral?: { readonly invitationId: string; readonly batchIds: readonly string[] }
  /** What gift cards paid of `due`, in the order they were given. */
  readonly giftCards?: readonly PaidByCard[]
  /** Money given back, on gift cards too. */
  readonly refundedMoney: number
  /** Counted after a claim, before the till has told of it. */
  readonly awaited?: true
  /** The answer of the till, given again for the same order. */
  readonly answer: unknown
}

export interface OfferRecord {
  readonly id: string
  readonly memberId: string
  readonly activatedAt?: number
  /** Until when it holds, since it was activated. */
  readonly until?: number
  /** The order that used it. */
  readonly usedBy?: string
}

export interface InvitationRecord {
  readonly id: string
  readonly memberId: string
  readonly friendId: string
  readonly number: number
  readonly at: number
  readonly state: 'joined' | 'rewarded' | 'refused'
  readonly rewardedAt?: number
}

export interface GoalRecord {
  /** `<member>/<challenge>`. */
  readonly id: string
  readonly memberId: string
  /** When the member took part; absent where nothing is to be joined. */
  readonly joinedAt?: number
  /** Orders and invitations of that same instant that came before. */
  readonly before?: readonly string[]
  /** The goal is reached; the batch is the prize's. */
  readonly completed?: { readonly at: number; readonly batchId?: string }
}

export interface AnswerRecord {
  readonly id: string
  readonly memberId: string
  readonly surveyId: string
  readonly at: number
  /** What it was asked after: an order's id, or `joined`. */
  readonly about: string
  readonly score?: number
  readonly choice?: string
  readonly comment?: string
}

export interface TimerRecord {
  readonly id: string
  readonly number: number
  readonly at: number
  readonly kind: 'mature' | 'expire' | 'let_go' | 'look' | 'birthday' | 'take_up' | 'give_up' | 'purchase_code' | 'gift_card' | 'draw'
  readonly ref: string
}

/** What a key of idempotency was answered. */
export interface KeyRecord {
  readonly id: string
  readonly fingerprint: string
  readonly at: number
  readonly answer?: unknown
  readonly error?: ErrorBody
}

export interface MessageRecord {
  readonly id: string
  readonly number: number
  readonly at: number
  readonly to: string
  readonly channel: 'sms' | 'email'
  readonly code?: string
  readonly text: string
}
