import type { Member, Program } from '@loyaltykit/core'
import type { Preset } from '../presets/preset.ts'
import { say, type Words } from '../rules/words.ts'
import type { MemberRecord } from '../state/tables.ts'
import { instant } from './duration.ts'
import { currencyOf } from './standing.ts'

/** A preset as the port says a programme, in one language. */
export function programOf(preset: Preset, locale: string): Program {
  const text = (words: Words) => say(words, locale, preset.locales[0])
  const { enrolment, referral } = preset
  const [language = ''] = locale.toLowerCase().split('-')
  return {
    id: preset.id,
    name: text(preset.name),
    locales: [...preset.locales],
    currencies: preset.currencies.map(({ id, unit, name, forms, scale, worth }) => ({
      id, unit, name: text(name), scale, ...(forms?.[language] ? { forms: { ...forms[language] } } : {}), ...(worth ? { rate: { amount: worth.amount, money: { amount: worth.money, currency: preset.money } } } : {}),
    })),
    tiers: preset.tiers.map((tier, rank) => ({
      id: tier.id, name: text(tier.name), rank,
      reachedBy: tier.reachedBy.map((goal) => ({ metric: goal.metric, amount: goal.amount, ...currencyOf(preset, goal) })),
      benefits: tier.benefits.map(({ id, title, text: more }) => ({ id, title: text(title), ...(more ? { text: text(more) } : {}) })),
    })),
    login: { codes: true, providers: [], everywhere: true },
    enrolment: {
      identifiers: [...enrolment.identifiers],
      fields: enrolment.fields.map(({ name, required, label }) => ({ name, required, ...(label ? { label: text(label) } : {}) })),
      consents: enrolment.consents.map(({ id, purpose, channel, text: words, version, required, url }) => ({
        id, purpose, text: text(words), version, required, ...(channel ? { channel } : {}), ...(url === undefined ? {} : { url }),
      })),
      cardLinking: preset.cards?.old !== undefined || preset.cards?.pattern !== undefined,
      referralCode: referral !== undefined,
      welcome: preset.welcome.map((points) => ({ ...points })),
    },
    ...(referral ? { referral: { advocate: { ...referral.advocate }, friend: { ...referral.friend } } } : {}),
    ...(preset.claims ? { claims: { kinds: [...preset.claims.kinds], withinDays: preset.claims.withinDays } } : {}),
    ...(preset.termsUrl === undefined ? {} : { termsUrl: preset.termsUrl }),
  }
}

/** A member as the port says it. */
export const toMember = ({ id, status, joinedAt, profile, consents, cardNumber }: MemberRecord): Member =>
  ({ id, status, joinedAt: instant(joinedAt), profile: { ...profile }, consents: consents.map((consent) => ({ ...consent })), cardNumber })
