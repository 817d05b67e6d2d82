/**
 * JSON schemas of the operations, written from public sources, each named with it: Mindbox publishes no document that a machine reads, and every project sets its
 * operations up itself. They know only the fields that a source has.
 */
import { wireCheckOf, type WireCheck } from '../shared/openapi.ts'
import type { Exchange } from '../shared/server.ts'
import { names, type OperationName } from './state.ts'

type Schema = Readonly<Record<string, unknown>>
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({ type: 'object', properties, required, additionalProperties: false })
const list = (items: Schema): Schema => ({ type: 'array', items })
const text: Schema = { type: 'string' }
/** Its own examples write numbers as texts. */
const number: Schema = { type: ['number', 'string'], pattern: '^-?\\d+(\\.\\d+)?$' }
const id: Schema = { type: ['string', 'integer'] }
/** Ids are named by the project. */
const ids: Schema = { type: 'object', additionalProperties: id, minProperties: 1 }
/** UTC without a zone; three digits of a second at most. */
const instant: Schema = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?$' }
const guid = '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'

const byIds = object({ ids }, ['ids'])
const customer = { customer: byIds }
const balanceType = object({ ids: object({ systemName: text }, ['systemName']), name: text }, ['ids'])
const transaction = object({ ids: object({ externalId: text }, ['externalId']) }, ['ids'])
const changes = list(object({ balanceType, earnedAmount: number, spentAmount: number }, ['balanceType']))

/** developers.mindbox.cloud/docs/processing-calculate; `totalPrice` and `ids` with mindbox-cloud/bitrix-loyalty (`lib/Services/OrderService.php`). */
const cart = {
  ids, totalPrice: number, deliveryCost: number, bonusPoints: list(object({ amount: number }, ['amount'])), coupons: list(object({ ids: object({ code: text }, ['code']) }, ['ids'])),
  lines: {
    ...list(object({ lineId: text, lineNumber: id, quantity: number, basePricePerItem: number, product: byIds, status: byIds }, ['quantity', 'basePricePerItem', 'product'])), minItems: 1,
  },
}
/** mindbox-cloud/bitrix-loyalty, `lib/Services/CalculateService.php`; blocked and spent amounts and the coupon's code: an example of the answer in a public repository that shows it. */
const points = object({
  availableAmountForCurrentOrder: number, spentAmountForCurrentOrder: number, balance: object({ total: number, available: number, blocked: number }, ['available']),
}, ['availableAmountForCurrentOrder', 'balance'])
const applied = list(object({
  type: { enum: ['earnedBonusPoints', 'spentBonusPoints', 'discount', 'deliveryDiscount', 'message', 'issuedCoupon'] }, amount: number, promotion: object({ ids, name: text, type: text }), coupon: object({ ids: object({ code: text }) }),
}, ['type']))
const calculated = {
  order: object({
    processingStatus: text, totalPrice: number, deliveryCost: number, appliedPromotions: applied, totalBonusPointsInfo: points, bonusPointsInfo: list(points), bonusPointsChanges: changes,
    lines: list(object({
      lineId: text, lineNumber: id, quantity: number, basePricePerItem: number, discountedPriceOfLine: number, product: byIds, appliedPromotions: applied,
    }, ['quantity', 'discountedPriceOfLine'])),
    couponsInfo: list(object({
      discountAmountForCurrentOrder: number,
      coupon: object({ ids: object({ code: text }), status: { enum: ['CanBeUsed', 'NotFound', 'CanNotBeUsedForCurrentOrder', 'AlreadyNotActive', 'Used'] } }, ['status']),
    }, ['coupon'])),
  }, ['totalPrice']),
}
/** developers.mindbox.cloud/docs/processing-begin-order-transaction; mindbox-cloud/bitrix-loyalty reads the same of an order made at once. */
const ordered = { order: object({ processingStatus: { enum: ['Processed', 'PriceHasBeenChanged'] }, statusDescription: text, ids, transaction, bonusPointsChanges: changes }, ['processingStatus']) }

const person = (kind: 'mobilePhone' | 'email') => object({ [kind]: kind === 'mobilePhone' ? { type: 'string', pattern: '^[1-9]\\d{6,14}$' } : text }, [kind])

const segmented = object({ ids: object({ externalId: text }, ['externalId']), name: text }, ['ids'])

interface Described { readonly asks: Schema; readonly answers: Readonly<Record<string, Schema>>; readonly keyed?: true }
const described: Readonly<Record<OperationName, Described>> = {
  // developers.mindbox.ru/docs/send-confirmation-code, and the page on authentication by a secret code
  sendPhoneCode: { asks: object({ customer: person('mobilePhone') }, ['customer']), answers: {} },
  sendEmailCode: { asks: object({ customer: person('email') }, ['customer']), answers: {} },
  checkPhoneCode: { asks: object({ customer: person('mobilePhone'), authentificationCode: text }, ['customer', 'authentificationCode']), answers: {} },
  checkEmailCode: { asks: object({ customer: person('email'), authentificationCode: text }, ['customer', 'authentificationCode']), answers: {} },
  // developers.mindbox.ru/docs/get-customer-data-xml
  customer: {
    asks: object({ customer: { anyOf: [byIds, person('mobilePhone'), person('email')] } }, ['customer']),
    answers: { customer: object({ processingStatus: { enum: ['Found', 'NotFound'] }, ids, mobilePhone: text, email: text, changeDateTimeUtc: instant }, ['processingStatus']) },
  },
  // developers.mindbox.ru/docs/get-customer-bonus-balance; mindbox-cloud/bitrix-loyalty, `lib/Services/CustomerService.php`; the nearest part to expire: a shop's published notes on its integration
  balance: {
    asks: object(customer, ['customer']),
    answers: { balances: list(object({
      total: number, available: number, blocked: number, totalValue: number, availableValue: number, blockedValue: number, systemName: text, balanceType,
      nearestExpiration: object({ total: number, date: instant }, ['total', 'date']),
    })) },
  },
  // developers.mindbox.ru/docs/get-customer-bonus-balance-history; `comment`, `availableFromDateTimeUtc`, `order`: mindbox-cloud/bitrix-loyalty, `lib/Services/BonusService.php`
  history: {
    asks: object({
      ...customer,
      page: object({ pageNumber: { type: 'integer', minimum: 1 }, itemsPerPage: { type: 'integer', minimum: 1, maximum: 1_000 }, sinceDateTimeUtc: instant, tillDateTimeUtc: instant }, ['pageNumber', 'itemsPerPage']),
    }, ['customer', 'page']),
    answers: {
      customerActionsCount: { type: 'integer' },
      customerActions: list(object({
        ids, actionTemplate: object({ systemName: text, name: text }), dateTimeUtc: instant, pointOfContact: byIds, customer: byIds, order: byIds,
        customerBalanceChanges: list(object({
          changeAmount: number, expirationDateTimeUtc: instant, availableFromDateTimeUtc: instant, isAvailable: { type: 'boolean' }, comment: text, balanceType,
          balanceChangeKind: object({ systemName: { enum: ['RetailOrderBonus', 'RetailOrderPayment', 'Custom', 'Expired'] } }, ['systemName']),
        }, ['changeAmount', 'isAvailable', 'balanceChangeKind'])),
      }, ['ids', 'dateTimeUtc', 'customerBalanceChanges'])),
    },
  },
  // developers.mindbox.ru/docs/get-customer-segments
  segments: {
    asks: object({ ...customer, segmentations: list(object({ ids: object({ externalId: text }, ['externalId']) }, ['ids'])) }, ['customer']),
    answers: { customerSegmentations: list(object({ segmentation: segmented, segment: segmented }, ['segmentation'])) },
  },
  calculate: { asks: object({ ...customer, order: object(cart, ['lines']) }, ['customer', 'order']), answers: calculated },
  calculateGuest: { asks: object({ order: object(cart, ['lines']) }, ['order']), answers: calculated },
  begin: { asks: object({ ...customer, order: object({ ...cart, transaction }, ['lines', 'totalPrice', 'transaction']) }, ['customer', 'order']), answers: ordered, keyed: true },
  // mindbox-cloud/bitrix, `OrderEvent`
  commit: { asks: object({ order: object({ ids, transaction }, ['ids', 'transaction']) }, ['order']), answers: {} },
  // developers.mindbox.cloud/docs/processing-rollback-order-transaction
  rollback: { asks: object({ order: object({ transaction }, ['transaction']) }, ['order']), answers: {} },
  create: { asks: object({ ...customer, order: object(cart, ['ids', 'lines', 'totalPrice']) }, ['customer', 'order']), answers: ordered, keyed: true },
}

/** mindbox-cloud/php-sdk: `status`, and `validationMessages` with `message` and `location`; `TransactionAlreadyProcessed`: developers.mindbox.ru, imports. */
const statuses = { enum: ['Success', 'ValidationError', 'TransactionAlreadyProcessed'] }
const failures = { validationMessages: list(object({ message: text, location: text }, ['message'])) }
const json = (schema: Schema) => ({ content: { 'application/json': { schema } } })
const query = (name: string, schema: Schema, required = true) => ({ name, in: 'query', required, schema })

const document = {
  paths: Object.fromEntries((Object.keys(described) as OperationName[]).map((operation) => {
    const { asks, answers, keyed } = described[operation]
    // developers.mindbox.ru/docs/v3
    const parameters = [query('endpointId', text), query('operation', { const: names[operation] }), ...(keyed ? [query('transactionId', { type: 'string', pattern: guid })] : [])]
    return [`/v3/operations/sync/${operation}`, { post: { parameters, requestBody: json(asks), responses: { 200: json(object({ status: statuses, ...failures, ...answers }, ['status'])) } } }]
  })),
}

/** Says of each exchange where it is not as the sources have it. */
export function mindboxWire(): WireCheck {
  const wire = wireCheckOf({ mindbox: document })
  return {
    violations(exchange: Exchange) {
      const operation = (Object.keys(names) as OperationName[]).find((one) => names[one] === exchange.query.get('operation'))
      return wire.violations({ ...exchange, path: `${exchange.path}/${operation ?? exchange.query.get('operation') ?? ''}` })
    },
  }
}
