import type { Cart } from '@loyaltykit/core'
import type { Sandbox } from '@loyaltykit/sandbox'
import type { Answer } from '../shared/server.ts'

/** What this project calls its operations. */
export const names = {
  balance: 'Website.GetCustomerBalance', history: 'Website.GetCustomerBonusPointsHistory', segments: 'Website.GetCustomerLoyaltyLevel', calculate: 'Website.CalculateAuthorizedCart',
  calculateGuest: 'Website.CalculateUnauthorizedCart', begin: 'Website.BeginAuthorizedOrderTransaction', commit: 'Website.CommitOrderTransaction', rollback: 'Website.RollbackOrderTransaction',
  create: 'Website.CreateAuthorizedOrder', customer: 'Website.GetCustomerInfo', sendPhoneCode: 'Website.SendMobilePhoneAuthorizationCode', checkPhoneCode: 'Website.CheckMobilePhoneAuthorizationCode',
  sendEmailCode: 'Website.SendEmailAuthorizationCode', checkEmailCode: 'Website.CheckEmailAuthorizationCode',
} as const
export type OperationName = keyof typeof names

/** A customer with the sandbox's member behind. Phones are digits. */
export interface EmulatedCustomer {
  readonly mindboxId: number
  readonly memberId: string
  readonly mobilePhone: string
  readonly email: string
}

/** An order, begun or made. */
export interface EmulatedOrder {
  readonly mindboxId: number
  readonly memberId: string
  readonly cart: Cart
  readonly redemptionId: string | undefined
  readonly state: 'begun' | 'made' | 'rolled back'
  readonly orderId?: string
}

/** What the emulation keeps beside the sandbox. */
export interface MindboxState {
  readonly sandbox: Sandbox
  readonly customers: EmulatedCustomer[]
  /** By the id of their transaction. */
  readonly orders: Map<string, EmulatedOrder>
  /** The code that was sent last, by phone or address. */
  readonly codes: Map<string, string>
  /** Keys of requests that were acted on. */
  readonly done: Set<string>
  /** A number for a name, the same each time. */
  readonly number: (name: string) => number
}

/** An operation's own refusal: 200, with what is wrong. */
export class Invalid extends Error {
  readonly answer: Answer
  constructor(message: string, location: string) {
    super(message)
    this.answer = { body: { status: 'ValidationError', validationMessages: [{ message, location }] } }
  }
}

/** A refusal of the whole request. */
export const protocolError = (status: number, message: string): Answer => ({
  status, body: { status: 'ProtocolError', errorMessage: `Error: ${message}`, errorId: '00000000-0000-4000-8000-000000000000', httpStatusCode: status },
})

/** The currency in minor units as it writes it. */
export const decimal = (minor: number): number => Number((minor / 100).toFixed(2))
export const minor = (value: number | string): number => Math.round(Number(value) * 100)
/** Its writing of an instant: UTC, without a zone. */
export const written = (instant: string | number): string => new Date(instant).toISOString().replace('T', ' ').replace('Z', '')
/** The one balance of the project. */
export const balanceType = { ids: { systemName: 'Bonus' }, name: 'Бонусы' }

interface CustomerAsked { readonly ids?: Readonly<Record<string, string | number>>; readonly mobilePhone?: string; readonly email?: string }
export interface Body {
  readonly customer?: CustomerAsked
  readonly authentificationCode?: string
  readonly page?: { readonly pageNumber: number; readonly itemsPerPage: number; readonly tillDateTimeUtc?: string }
  readonly segmentations?: readonly { readonly ids: { readonly externalId: string } }[]
  readonly order?: {
    readonly ids?: Readonly<Record<string, string>>
    readonly transaction?: { readonly ids: { readonly externalId: string } }
    readonly totalPrice?: number
    readonly lines?: readonly { readonly lineId: string; readonly quantity: number; readonly basePricePerItem: number; readonly product: { readonly ids: Readonly<Record<string, string>> } }[]
    readonly bonusPoints?: readonly { readonly amount: number }[]
    readonly coupons?: readonly { readonly ids: { readonly code: string } }[]
  }
}

export const found = ({ customers }: MindboxState, { customer: { ids, mobilePhone, email } = {} }: Body): EmulatedCustomer | undefined =>
  customers.find((one) => (ids?.['mindboxId'] !== undefined ? String(one.mindboxId) === String(ids['mindboxId']) : mobilePhone !== undefined ? one.mobilePhone === mobilePhone : email !== undefined && one.email === email))

export function customerIn(state: MindboxState, body: Body): EmulatedCustomer {
  const customer = found(state, body)
  if (!customer) throw new Invalid('Потребитель не найден', '/customer')
  return customer
}
