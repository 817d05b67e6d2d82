import type { Parts } from './parts.ts'
import type { LoyaltyBackend } from './port.ts'
import type { Resource, Store } from './resource.ts'
import type { Cart, Quote } from './schemas/quote.ts'
import type { Ended } from './schemas/session.ts'

/** A method of the port as an action: the client gives the context. */
type Does<Method> = NonNullable<Method> extends (input: infer Input, ...rest: never) => Promise<infer Answer> ? (input: Input) => Promise<Answer> : never
/** The same, where the input may be left out. */
type Asks<Method> = NonNullable<Method> extends (input: infer Input, ...rest: never) => Promise<infer Answer> ? (input?: Input) => Promise<Answer> : never
type Port<G extends keyof LoyaltyBackend> = Required<NonNullable<LoyaltyBackend[G]>>
type StoreOf<P extends keyof Parts> = Store<Resource<Parts[P]>>

/**
 * What a client has for each group of the port. Stores begin with `$`; the rest are actions.
 * An action fails with the codes of its method in `port.ts`; bad input fails with `invalid_input` before any request;
 * a change of money whose fate is not known after 60 s fails with `uncertain`.
 */
export interface Faces {
  session: {
    requestCode: Does<Port<'session'>['requestCode']>
    verifyCode: Does<Port<'session'>['verifyCode']>
    /** Signs in with the host's own signed token. */
    signIn: Does<Port<'session'>['exchange']>
    /**
     * Ends the log-in; other tabs follow. With `everywhere` all log-ins of the member, where the programme's `login.everywhere` says that it can.
     * Gives `url` where the log-in at an identity provider is to end as well: send the browser there, with `return_to`.
     */
    signOut: (input?: { readonly everywhere?: boolean | undefined }) => Promise<Ended>
  }
  members: { readonly $member: StoreOf<'member'>; enrol: Does<Port<'members'>['enrol']> }
  balances: { readonly $balances: StoreOf<'balances'> }
  activity: {
    /** The newest page. */
    readonly $activity: StoreOf<'activity'>
    /** One page. */
    activity: Asks<Port<'activity'>['list']>
  }
  tiers: { readonly $tier: StoreOf<'tier'> }
  offers: { readonly $offers: StoreOf<'offers'>; activateOffer: Does<Port<'offers'>['activate']> }
  quotes: {
    /** The quote of a cart; all carts of a page are quoted in one call. The same store for an equal cart. */
    $quote: (cart: Cart) => Store<Resource<Quote>>
  }
  redemptions: {
    /** What is held now. */
    readonly $redemptions: StoreOf<'redemptions'>
    /** Holds points as payment for a cart. */
    redeem: Does<Port<'redemptions'>['hold']>
    cancelRedemption: Does<Port<'redemptions'>['cancel']>
    confirmRedemption: Does<Port<'redemptions'>['confirm']>
  }
  rewards: { readonly $rewards: StoreOf<'rewards'>; rewards: Asks<Port<'rewards'>['list']>; claimReward: Does<Port<'rewards'>['claim']> }
  referrals: {
    readonly $referral: StoreOf<'referral'>
    /** What a friend's code is worth. */
    lookUpReferral: Does<Port<'referrals'>['lookUp']>
  }
  coupons: { readonly $coupons: StoreOf<'coupons'> }
  giftCards: { readonly $giftCards: StoreOf<'giftCards'>; checkGiftCard: Does<Port<'giftCards'>['check']>; attachGiftCard: Does<Port<'giftCards'>['attach']> }
  partners: {
    readonly $partners: StoreOf<'partners'>
    linkPartner: Does<Port<'partners'>['link']>
    unlinkPartner: Does<Port<'partners'>['unlink']>
    quoteExchange: Does<Port<'partners'>['quoteExchange']>
    exchange: Does<Port<'partners'>['exchange']>
  }
  challenges: { readonly $challenges: StoreOf<'challenges'>; joinChallenge: Does<Port<'challenges'>['join']> }
  surveys: { readonly $surveys: StoreOf<'surveys'>; answerSurvey: Does<Port<'surveys'>['answer']> }
  claims: { readonly $claims: StoreOf<'claims'>; submitClaim: Does<Port<'claims'>['submit']> }
  cards: { readonly $cards: StoreOf<'cards'>; linkCard: Does<Port<'cards'>['link']> }
  preferences: {
    readonly $preferences: StoreOf<'preferences'>
    updatePreferences: Does<Port<'preferences'>['update']>
    exportData: () => Promise<{ readonly mediaType: 'application/json'; readonly text: string }>
    leaveProgram: (input: { readonly comment?: string | undefined }) => Promise<void>
  }
}


/** The actions of each group, by the client's name: which method of the port each is. */
export const actions = {
  session: { requestCode: 'requestCode', verifyCode: 'verifyCode', signIn: 'exchange' },
  members: { enrol: 'enrol' },
  offers: { activateOffer: 'activate' },
  redemptions: { redeem: 'hold', cancelRedemption: 'cancel', confirmRedemption: 'confirm' },
  rewards: { claimReward: 'claim' },
  giftCards: { checkGiftCard: 'check', attachGiftCard: 'attach' },
  partners: { linkPartner: 'link', unlinkPartner: 'unlink', exchange: 'exchange' },
  challenges: { joinChallenge: 'join' },
  surveys: { answerSurvey: 'answer' },
  claims: { submitClaim: 'submit' },
  cards: { linkCard: 'link' },
  preferences: { updatePreferences: 'update', leaveProgram: 'leave' },
} as const satisfies Actions

/** The same for what is only asked. */
export const questions = {
  activity: { activity: 'list' },
  rewards: { rewards: 'list' },
  referrals: { lookUpReferral: 'lookUp' },
  partners: { quoteExchange: 'quoteExchange' },
  preferences: { exportData: 'export' },
} as const satisfies Actions

/** Which method of the port a client's name stands for; `never` for a store. */
export type MethodOf<G extends keyof Faces, Name> = Name extends keyof Of<typeof actions, G> ? Of<typeof actions, G>[Name] : Name extends keyof Of<typeof questions, G> ? Of<typeof questions, G>[Name] : never
type Of<Names, G> = G extends keyof Names ? Names[G] : never

type Actions = { readonly [G in keyof Faces]?: { readonly [Name in keyof Faces[G]]?: keyof Port<G> } }
