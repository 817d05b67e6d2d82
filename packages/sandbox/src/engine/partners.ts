import type { Cart, Partner } from '@loyaltykit/core'
import type { PartnerRule } from '../rules/partners.ts'
import { say, type Words } from '../rules/words.ts'
import type { MemberRecord } from '../state/tables.ts'
import { amountOf, move, partnerAccount, partnerIssued } from './ledger.ts'
import { plainNumber } from './numbers.ts'
import { invalid, refuse } from './refusals.ts'
import type { World } from './world.ts'

export const partnerRule = (world: World, partnerId: string): PartnerRule | undefined => world.preset.partners?.find(({ id }) => id === partnerId)

/** Whether a purchase earns at all, or may be paid with points at all, where it is made. Own shops do both, if a rule says so. */
export const takesPart = (world: World, { partner }: Pick<Cart, 'partner'>, side: 'earns' | 'spends'): boolean =>
  partner === undefined || partnerRule(world, partner)?.[side] === true

/** A purchase is made in own shops or at a partner of the programme. */
export function checkPlace(world: World, { partner }: Pick<Cart, 'partner'>, path: string): void {
  if (partner !== undefined && !partnerRule(world, partner)) throw invalid({ path: `${path}.partner`, message: 'is no partner of this programme' })
}

/** The account of a member at a partner; nothing where none is linked. */
export const linkedAccount = (world: World, memberId: string, partnerId: string): string | undefined => world.records.get('links', `${memberId}/${partnerId}`)?.account

/** Links an account at a partner: one for a member, and one member for it. The same again is answered as it is. */
export function linkPartner(world: World, member: MemberRecord, { partnerId, account: typed }: { partnerId: string; account: string }): PartnerRule {
  const rule = linkable(world, partnerId)
  const account = plainNumber(typed)
  const linked = linkedAccount(world, member.id, partnerId)
  if (linked === account) return rule
  if (!new RegExp(`^(?:${rule.link.pattern})$`).test(account)) throw invalid({ path: 'account', message: `is no number of ${rule.name}. Look at it again` })
  if (member.status !== 'active') throw refuse('not_eligible', 'This membership is blocked. Ask the desk.')
  if (linked !== undefined) throw refuse('conflict', 'Another account is linked already. Unlink it first.')
  if (world.records.all('links').some((link) => link.partnerId === partnerId && link.account === account)) throw refuse('conflict', 'This account can\'t be linked: somebody has linked it.')
  const at = world.now()
  world.records.put('links', { id: `${member.id}/${partnerId}`, memberId: member.id, partnerId, account, at })
  for (const { currency, amount } of rule.link.holds ?? []) {
    const id = partnerAccount(partnerId, account, currency)
    // an account that was linked before has what it has
    if (!world.records.get('accounts', id)) move(world, { from: partnerIssued(partnerId, currency), to: id, amount, at })
  }
  return rule
}

/** Undoes it. What is on the account there stays there. Without a linked account nothing changes. */
export function unlinkPartner(world: World, member: MemberRecord, partnerId: string): PartnerRule {
  const rule = linkable(world, partnerId)
  world.records.remove('links', `${member.id}/${partnerId}`)
  return rule
}

function linkable(world: World, partnerId: string): PartnerRule & Required<Pick<PartnerRule, 'link'>> {
  const rule = partnerRule(world, partnerId)
  if (!rule?.link) throw refuse('not_found', 'There is no such partner, or no account to link there.')
  return { ...rule, link: rule.link }
}

/** What is on a linked account in a partner's currency. */
export const amountAt = (world: World, partnerId: string, account: string, currency: string): number => amountOf(world, partnerAccount(partnerId, account, currency))

/** The partners, as the preset orders them. */
export const partnersFor = (world: World, member: MemberRecord | undefined, locale: string): Partner[] =>
  (world.preset.partners ?? []).map((rule) => toPartner(world, rule, member, locale))

/** A partner as the port says it; for a guest what is public. */
export function toPartner(world: World, rule: PartnerRule, member: MemberRecord | undefined, locale: string): Partner {
  const said = (words: Words) => say(words, locale, world.preset.locales[0])
  const { id, name, text, logo, url, earns, spends, link, currencies, exchanges = [] } = rule
  return {
    id, name, earns, spends,
    ...(text ? { text: said(text) } : {}),
    ...(logo !== undefined && world.assetsUrl !== undefined ? { logo: new URL(logo, world.assetsUrl).href } : {}),
    ...(url === undefined ? {} : { url }),
    ...(link ? { accountLabel: said(link.label) } : {}),
    ...(link && member ? { linked: linkedAccount(world, member.id, id) !== undefined } : {}),
    ...(currencies ? { currencies: currencies.map(({ name: word, ...currency }) => ({ ...currency, name: said(word) })) } : {}),
    exchanges: exchanges.map((exchange) => ({
      id: exchange.id, from: { ...exchange.from }, to: { ...exchange.to }, min: exchange.min,
      ...(exchange.max === undefined ? {} : { max: exchange.max }), ...(exchange.step === undefined ? {} : { step: exchange.step }),
    })),
  }
}
