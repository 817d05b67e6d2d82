import type { ActivityEntry } from '@loyaltykit/core'
import { contextOf } from '../shared/people.ts'
import { balanceType, customerIn, decimal, found, Invalid, written, type Body, type MindboxState, type OperationName } from './state.ts'
import { programme } from './programme.ts'

type Act = (state: MindboxState, body: Body) => object | Promise<object>

async function entriesOf({ sandbox }: MindboxState, memberId: string): Promise<ActivityEntry[]> {
  const entries: ActivityEntry[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { items, next } = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
    entries.push(...items)
    cursor = next
  }
  return entries
}

/** Its words for a line of the sandbox. */
function kindOf({ kind, reason }: ActivityEntry): string {
  if (kind === 'expire') return 'Expired'
  if (kind === 'spend' || reason === 'redemption') return 'RetailOrderPayment'
  return reason === 'purchase' || reason === 'refund' ? 'RetailOrderBonus' : 'Custom'
}

function actionOf(state: MindboxState, { mindboxId }: { readonly mindboxId: number }, entry: ActivityEntry): object {
  const { id, at, amount, state: is, text, reference, expiresAt, availableAt } = entry
  return {
    ids: { mindboxId: state.number(`action ${id}`) }, actionTemplate: { systemName: 'BalanceChange', name: text ?? 'Изменение баланса' },
    dateTimeUtc: written(at), customer: { ids: { mindboxId } },
    customerBalanceChanges: [{
      changeAmount: decimal(amount), isAvailable: is === 'final', balanceChangeKind: { systemName: kindOf(entry) }, balanceType,
      ...(expiresAt === undefined ? {} : { expirationDateTimeUtc: written(expiresAt) }),
      ...(is === 'pending' && availableAt !== undefined ? { availableFromDateTimeUtc: written(availableAt) } : {}),
    }],
    ...(reference === undefined ? {} : { order: { ids: { mindboxId: state.number(`order ${reference}`), website: reference } } }),
  }
}

const sendCode: Act = (state, body) => {
  const { mobilePhone, email } = customerIn(state, body)
  const code = String(1_000 + ((state.number(`code ${state.codes.size} ${mobilePhone}`) * 7_919) % 9_000))
  state.codes.set(body.customer?.mobilePhone === undefined ? email : mobilePhone, code)
  return {}
}

const checkCode: Act = (state, body) => {
  const to = body.customer?.mobilePhone ?? body.customer?.email ?? ''
  if (state.codes.get(to) === undefined || state.codes.get(to) !== body.authentificationCode) throw new Invalid('Неверный код', '/authentificationCode')
  state.codes.delete(to)
  return {}
}

/** Who somebody is and what they have. */
export const customerActs: Partial<Readonly<Record<OperationName, Act>>> = {
  sendPhoneCode: sendCode, checkPhoneCode: checkCode, sendEmailCode: sendCode, checkEmailCode: checkCode,
  customer: (state, body) => {
    const customer = found(state, body)
    if (!customer) return { customer: { processingStatus: 'NotFound' } }
    const { mindboxId, mobilePhone, email } = customer
    return { customer: { processingStatus: 'Found', ids: { mindboxId }, mobilePhone, email, changeDateTimeUtc: written(state.sandbox.now()) } }
  },
  async balance(state, body) {
    const { memberId } = customerIn(state, body)
    const [points] = await state.sandbox.balances.list({}, contextOf(memberId))
    const [available, blocked] = [points?.available ?? 0, points?.pending ?? 0]
    const next = points?.expiring?.[0]
    return { balances: [{
      total: decimal(available + blocked), available: decimal(available), blocked: decimal(blocked), systemName: 'Bonus', balanceType,
      ...(next ? { nearestExpiration: { total: decimal(next.amount), date: written(next.at) } } : {}),
    }] }
  },
  async history(state, body) {
    const customer = customerIn(state, body)
    const { pageNumber = 1, itemsPerPage = 50, tillDateTimeUtc: till } = body.page ?? {}
    // what is only set aside is no change of the balance
    const end = till === undefined ? Infinity : Date.parse(`${till.replace(' ', 'T')}Z`)
    const entries = (await entriesOf(state, customer.memberId)).filter(({ kind, at }) => kind !== 'hold' && kind !== 'release' && Date.parse(at) <= end)
    const shown = entries.slice((pageNumber - 1) * itemsPerPage, pageNumber * itemsPerPage)
    return { ...(shown.length ? { customerActions: shown.map((entry) => actionOf(state, customer, entry)) } : {}), customerActionsCount: entries.length }
  },
  async segments(state, body) {
    const customer = found(state, body)
    if (!customer) return {}
    const { current } = await state.sandbox.tiers.progress({}, contextOf(customer.memberId))
    const tier = programme.tiers.find(({ id }) => id === current)
    return {
      customerSegmentations: (body.segmentations ?? []).map(({ ids }) => ({
        segmentation: { ids, name: 'Уровни' }, ...(tier && ids.externalId === 'LoyaltyLevels' ? { segment: { ids: { externalId: tier.id }, name: tier.name.en } } : {}),
      })),
    }
  },
}
