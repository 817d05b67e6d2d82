import type { BackendWith, Context, Group, Identity } from '@loyaltykit/core'
import { activity, balances } from './engine/activity.ts'
import { cardsOf, linkCard } from './engine/cards.ts'
import { challengesFor, joinChallenge } from './engine/challenges.ts'
import { claimsOf, submitClaim, toClaim } from './engine/claims.ts'
import { requestCode, verifyCode } from './engine/codes.ts'
import { couponsFor } from './engine/coupons.ts'
import { instant } from './engine/duration.ts'
import { drawOffers } from './engine/draws.ts'
import { enrol } from './engine/enrolment.ts'
import { keepFacts } from './engine/facts.ts'
import { attach, check, giftCardsFor } from './engine/gift-cards.ts'
import { cancel, confirm, heldBy, hold, toRedemption } from './engine/holds.ts'
import { activate, offersFor, toOffer } from './engine/offers.ts'
import { exchange, quoteExchange } from './engine/exchange.ts'
import { linkPartner, partnersFor, toPartner, unlinkPartner } from './engine/partners.ts'
import { exportOf } from './engine/export.ts'
import { leaveProgram, preferencesOf, updatePreferences } from './engine/preferences.ts'
import { programOf, toMember } from './engine/program.ts'
import { quote } from './engine/quote.ts'
import { lookUp, toReferral } from './engine/referrals.ts'
import { KeptRefusal, refuse } from './engine/refusals.ts'
import { claimReward } from './engine/reward-claims.ts'
import { rewardPage } from './engine/rewards.ts'
import { end, isIssued, memberOf, refresh, sessionOf, toSession } from './engine/sessions.ts'
import { toStanding } from './engine/standing.ts'
import { answerSurvey, surveysFor } from './engine/surveys.ts'
import type { World } from './engine/world.ts'
import type { Runner } from './runner.ts'
import type { MemberRecord, RedemptionRecord } from './state/tables.ts'

/** The groups of the port that a sandbox has, each with all of its calls but the host's own log-in. */
export type SandboxBackend = BackendWith<Exclude<Group, 'snapshot'>, 'session.exchange'> & { readonly credential: 'publishable' }

/** The port, each call a few words: what is asked of the engine, and for whom. The stream is beside it: see `stream.ts`. */
export function createBackend(world: World, name: string, { read, write, secretWrite }: Runner): Omit<SandboxBackend, 'stream'> {
  const changed = (member: MemberRecord, record: RedemptionRecord) => ({ redemption: toRedemption(world, record), balances: balances(world, member.id) })
  const member = signedIn(world)
  const visitor = ({ identity }: Context) => memberOf(world, identity)

  return {
    name,
    credential: 'publishable',
    program: {
      get: read('program.get', (_, { locale }) => programOf(world.preset, locale)),
    },
    session: {
      current: read('session.current', (_, { identity }) => current(world, identity)),
      requestCode: write('session.requestCode', (input, { locale }) => requestCode(world, input.identifier, locale)),
      verifyCode: secretWrite('session.verifyCode', (input) => verifyCode(world, input), (kept) =>
        isIssued(kept) ? { outcome: 'signed_in' as const, session: toSession(world, kept) } : kept),
      refresh: secretWrite('session.refresh', (input) => refresh(world, input.refreshToken), (kept) => toSession(world, kept)),
      end: write('session.end', ({ everywhere }, { identity }) => {
        end(world, identity, everywhere)
        return {}
      }),
    },
    members: {
      get: read('members.get', (_, context) => toMember(member(context))),
      enrol: secretWrite('members.enrol', (input, { locale }) => {
        const made = enrol(world, input, locale)
        return made instanceof KeptRefusal ? made : { ...made, member: toMember(made.member), balances: balances(world, made.member.id) }
      }, (kept) => ({ ...kept, session: toSession(world, kept.session) })),
    },
    balances: {
      list: read('balances.list', (_, context) => balances(world, member(context).id)),
    },
    activity: {
      list: read('activity.list', (input, context) => activity(world, member(context), input, context.locale)),
    },
    tiers: {
      progress: read('tiers.progress', (_, context) => toStanding(world, member(context))),
    },
    offers: {
      list: read('offers.list', (_, context) => offersFor(world, visitor(context), context.locale)),
      activate: write('offers.activate', ({ offerId }, context) => {
        const who = member(context)
        const draw = drawOffers(world, who, context.locale).find(({ id }) => id === offerId)
        // nothing is to be activated: it is answered as it is
        if (draw) return { offer: draw }
        const offer = toOffer(world, activate(world, who, offerId), who, context.locale)
        if (!offer) throw refuse('not_found', 'There is no such offer.')
        return { offer }
      }),
    },
    quotes: {
      quote: read('quotes.quote', ({ carts }, context) => {
        const who = visitor(context)
        return { quotes: carts.map((cart, index) => quote(world, { cart, member: who, locale: context.locale, path: `carts.${index}` })) }
      }),
    },
    redemptions: {
      list: read('redemptions.list', (_, context) => heldBy(world, member(context).id).slice(0, 100).map((record) => toRedemption(world, record))),
      hold: write('redemptions.hold', (input, context) => {
        const who = member(context)
        return changed(who, hold(world, who, input))
      }),
      cancel: write('redemptions.cancel', ({ redemptionId }, context) => {
        const who = member(context)
        return changed(who, cancel(world, who, redemptionId))
      }),
      confirm: write('redemptions.confirm', ({ redemptionId, orderId }, context) => {
        const who = member(context)
        return changed(who, confirm(world, who.id, redemptionId, orderId))
      }),
    },
    rewards: {
      list: read('rewards.list', (input, context) => rewardPage(world, visitor(context), input, context.locale)),
      claim: write('rewards.claim', ({ rewardId }, context) => claimReward(world, member(context), rewardId, context.locale)),
    },
    referrals: {
      get: read('referrals.get', (_, context) => toReferral(world, member(context))),
      lookUp: read('referrals.lookUp', ({ code }) => lookUp(world, code)),
    },
    coupons: {
      list: read('coupons.list', (_, context) => couponsFor(world, member(context), context.locale)),
    },
    giftCards: {
      list: read('giftCards.list', (_, context) => giftCardsFor(world, member(context).id)),
      check: write('giftCards.check', (input) => check(world, input)),
      attach: write('giftCards.attach', (input, context) => attach(world, member(context), input)),
    },
    partners: {
      list: read('partners.list', (_, context) => partnersFor(world, visitor(context), context.locale)),
      link: write('partners.link', (input, context) => {
        const who = member(context)
        return { partner: toPartner(world, linkPartner(world, who, input), who, context.locale) }
      }),
      unlink: write('partners.unlink', ({ partnerId }, context) => {
        const who = member(context)
        return { partner: toPartner(world, unlinkPartner(world, who, partnerId), who, context.locale) }
      }),
      quoteExchange: read('partners.quoteExchange', (input, context) => {
        member(context)
        return quoteExchange(world, input)
      }),
      exchange: write('partners.exchange', (input, context) => {
        const who = member(context)
        return { quote: exchange(world, who, input), balances: balances(world, who.id) }
      }),
    },
    claims: {
      list: read('claims.list', (_, context) => claimsOf(world, member(context).id, context.locale)),
      submit: write('claims.submit', (input, context) => ({ claim: toClaim(world, submitClaim(world, member(context), input), context.locale) })),
    },
    cards: {
      list: read('cards.list', (_, context) => cardsOf(world, member(context))),
      link: write('cards.link', ({ number }, context) => linkCard(world, member(context), number)),
    },
    challenges: {
      list: read('challenges.list', (_, context) => challengesFor(world, member(context), context.locale)),
      join: write('challenges.join', ({ challengeId }, context) => ({ challenge: joinChallenge(world, member(context), challengeId, context.locale) })),
    },
    surveys: {
      list: read('surveys.list', (_, context) => surveysFor(world, member(context), context.locale)),
      answer: write('surveys.answer', (input, context) => answerSurvey(world, member(context), input)),
    },
    events: {
      send: write('events.send', ({ facts }) => {
        keepFacts(world, facts)
        return {}
      }),
    },
    preferences: {
      get: read('preferences.get', (_, context) => preferencesOf(world, member(context), context.locale)),
      update: write('preferences.update', (input, context) => {
        const changed = updatePreferences(world, member(context), input)
        return { member: toMember(changed), preferences: preferencesOf(world, changed, context.locale) }
      }),
      export: read('preferences.export', (_, context) => ({ mediaType: 'application/json' as const, text: exportOf(world, member(context), context.locale) })),
      leave: write('preferences.leave', ({ comment }, context) => {
        leaveProgram(world, member(context), comment)
        return {}
      }),
    },
  }
}

/** The member of a call that needs one. */
const signedIn = (world: World) => ({ identity }: Context): MemberRecord => {
  const member = memberOf(world, identity)
  if (!member) throw refuse('unauthenticated', 'Nobody is signed in. Sign in and try again.')
  return member
}

function current(world: World, identity: Identity) {
  if (identity.kind === 'member') {
    const status = world.records.get('members', identity.memberId)?.status
    return status === undefined || status === 'closed' ? null : { memberId: identity.memberId }
  }
  const session = sessionOf(world, identity)
  return session ? { memberId: session.memberId, expiresAt: instant(session.expiresAt) } : null
}
