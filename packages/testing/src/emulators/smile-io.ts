/** Smile.io's REST API on the sandbox's engine. */
import { isLoyaltyError, type ActivityEntry, type Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { contextOf, joined } from './shared/people.ts'
import { routed, type Route } from './shared/routes.ts'
import { serveEmulator, type Answer, type Served } from './shared/server.ts'
import { products, programme, tierNumber } from './smile-io/programme.ts'

/** A Smile.io of one's own, with the shop that uses it. */
export interface SmileIoEmulator extends Served {
  readonly apiKey: string
  readonly sandbox: Sandbox
  readonly shop: {
    /** A customer who is a member; gives Smile's own id. */
    join(email: string): Promise<number>
    /** A customer who is none yet. */
    candidate(email: string): number
    /** The sandbox's own id. */
    memberId(id: number): string
    purchase(sale: { readonly id: number; readonly cart: Cart; readonly orderId: string }): Promise<void>
    refund(goods: { readonly orderId: string }): Promise<void>
    block(id: number): Promise<void>
  }
}

/** Documents of Smile.io that its exchanges are checked by. */
export const smileIoDocuments: readonly string[] = ['smile-io/rest-api.yaml']

/** Its document begins its paths after `/v1`, and demands nothing: what it names in an answer must be there, and nothing else. */
export const smileIoRefined = (document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const strict = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strict)
    if (typeof value !== 'object' || value === null) return value
    const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, strict(one)])) as Record<string, unknown>
    return inner['type'] === 'object' && inner['properties'] ? { additionalProperties: false, ...inner } : inner
  }
  const { paths, ...rest } = document
  return { ...(strict(rest) as object), paths: Object.fromEntries(Object.entries(strict(paths) as Record<string, unknown>).map(([path, operations]) => [`/v1${path}`, operations])) }
}

interface Customer { readonly id: number; readonly email: string; readonly createdAt: string; readonly memberId?: string; readonly isDisabled?: true }
interface Fulfillment { readonly id: number; readonly customerId: number; readonly name: string; readonly code: string; readonly couponId: string; readonly expiresAt: string | null; readonly at: string }

class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, message: string) {
    super(message)
    this.answer = { status, body: { error: { message } } }
  }
}

/** Opens a Smile.io on a port of this machine. */
export async function emulateSmileIo(): Promise<SmileIoEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'smile-io', now: '2026-11-22T10:00:00Z' })
  const apiKey = 'emulated-api-key'
  const customers = new Map<number, Customer>()
  const fulfillments: Fulfillment[] = []
  /** Numbers of the ledger's lines, in their order. */
  const numbers = new Map<string, number>()
  let purchases = 0
  const at = () => new Date(sandbox.now()).toISOString()
  const link = (id: number) => `http://i.refs.example/9qr${id}`

  const known = (id: unknown): Customer => {
    const found = customers.get(Number(id))
    if (!found) throw new Refused(404, 'Customer not found')
    return found
  }
  const made = (email: string, memberId?: string): Customer => {
    const customer = { id: 7_001 + customers.size, email, createdAt: at(), ...(memberId === undefined ? {} : { memberId }) }
    customers.set(customer.id, customer)
    return customer
  }

  /** A page: the newest first, and a cursor that names the last one shown. */
  function listed(name: string, items: readonly { readonly id: number }[], query: URLSearchParams): Answer {
    const limit = Number(query.get('limit') ?? 50)
    if (!Number.isInteger(limit) || limit < 1 || limit > 250) throw new Refused(400, 'limit must be 1 to 250')
    const cursor = query.get('cursor')
    const [, after] = cursor === null ? [] : (/^id:(\d+),direction:next$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [])
    if (cursor !== null && after === undefined) throw new Refused(400, 'The cursor is invalid')
    const rest = items.filter(({ id }) => after === undefined || id < Number(after)).sort((a, b) => b.id - a.id)
    const shown = rest.slice(0, limit)
    const last = shown.at(-1)
    return { body: { [name]: shown, metadata: { next_cursor: last && rest.length > limit ? Buffer.from(`id:${last.id},direction:next`).toString('base64') : null, previous_cursor: null } } }
  }

  async function vipStatus(memberId: string): Promise<object> {
    const { current, validUntil, next, keep } = await sandbox.tiers.progress({}, contextOf(memberId))
    const [have, goal] = [next?.metrics[0]?.have ?? keep?.metrics[0]?.have ?? 0, keep?.metrics[0]]
    return {
      vip_tier_id: tierNumber(current), vip_tier_expires_at: validUntil ?? null, progress_value: have, current_vip_period_end: keep?.by ?? null, delta_to_retain_vip_tier: goal && goal.need > goal.have ? goal.need - goal.have : null,
      next_vip_tier_id: tierNumber(next?.tier), delta_to_next_vip_tier: next ? Math.max(0, (next.metrics[0]?.need ?? 0) - have) : null,
    }
  }

  async function customerBody({ id, email, createdAt, memberId, isDisabled }: Customer, include: string | null): Promise<{ id: number }> {
    const [balance] = memberId === undefined ? [] : await sandbox.balances.list({}, contextOf(memberId))
    return {
      id, first_name: 'Ada', last_name: null, email, state: isDisabled ? 'disabled' : memberId === undefined ? 'candidate' : 'member', date_of_birth: '1004-12-10', points_balance: balance?.available ?? 0, referral_url: link(id), vip_tier_id: null,
      ...(include?.includes('vip_status') && memberId !== undefined ? { vip_status: await vipStatus(memberId) } : {}), created_at: createdAt, updated_at: at(),
    } as { id: number }
  }

  async function transactions({ id: customerId, memberId }: Customer) {
    const found: ActivityEntry[] = []
    for (let cursor: string | undefined, first = true; memberId !== undefined && (first || cursor !== undefined); first = false) {
      const page = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
      found.push(...page.items)
      cursor = page.next
    }
    return found.reverse().map(({ id, amount, text = '', at: date }) => {
      if (!numbers.has(id)) numbers.set(id, 9_001 + numbers.size)
      return { id: numbers.get(id) ?? 0, customer_id: customerId, points_change: amount, description: text, internal_note: 'for the merchant alone', created_at: date, updated_at: date }
    })
  }

  async function fulfillmentBody({ id, customerId, name, code, couponId, expiresAt, at: date }: Fulfillment) {
    const coupon = (await sandbox.coupons.list({}, contextOf(known(customerId).memberId))).find((one) => one.id === couponId)
    return {
      id, name, code, customer_id: customerId, fulfillment_status: 'issued', image_url: 'https://images.example/coupon.png', action_text: null, action_url: null, usage_instructions: 'Use this discount code on your next order!',
      terms_and_conditions: expiresAt === null ? null : `Reward expires on ${expiresAt.slice(0, 10)}.`, expires_at: expiresAt, usage_status: coupon?.state === 'used' ? 'used' : 'unused', used_at: null, created_at: date, updated_at: date,
    }
  }

  const productBody = ({ id, exchange, name, description, rewards }: (typeof products)[number]) => {
    const amounts = Object.keys(rewards).map(Number)
    const slider = exchange === 'variable'
    return {
      id, exchange_type: exchange, exchange_description: description, points_price: slider ? null : (amounts[0] ?? 0), variable_points_step: slider ? 100 : null, variable_points_step_reward_value: slider ? 5 : null,
      variable_points_min: slider ? 200 : null, variable_points_max: slider ? 5_000 : null,
      reward: { id: id + 400, name, description: 'For any order.', image_url: 'https://images.example/reward.png', created_at: '2026-11-22T10:00:00Z', updated_at: '2026-11-22T10:00:00Z' },
      created_at: '2026-11-22T10:00:00Z', updated_at: '2026-11-22T10:00:00Z',
    }
  }

  const purchase: Route = async ({ at: { id }, body }) => {
    const { customer_id: whose, points_to_spend: chosen } = body as { customer_id: number; points_to_spend?: number }
    const product = products.find((one) => one.id === Number(id))
    if (!product) throw new Refused(404, 'Points product not found')
    const customer = known(whose)
    if (customer.isDisabled || customer.memberId === undefined) throw new Refused(422, 'The customer is not a member')
    if ((product.exchange === 'variable') !== (chosen !== undefined)) throw new Refused(400, 'points_to_spend is for variable points products')
    const price = chosen ?? Number(Object.keys(product.rewards)[0])
    const reward = (product.rewards as Readonly<Record<number, string>>)[price]
    if (reward === undefined) throw new Refused(422, 'points_to_spend is not a step of this points product')
    // no key of the caller is known here: each request is another purchase
    const { coupon } = await sandbox.rewards.claim({ rewardId: reward }, contextOf(customer.memberId, `purchase ${crypto.randomUUID()}`)).catch((error: unknown) => {
      if (!isLoyaltyError(error)) throw error
      throw new Refused(422, 'The customer has not enough points')
    })
    await transactions(customer)
    const fulfillment: Fulfillment = { id: 6_001 + fulfillments.length, customerId: customer.id, name: product.name, code: coupon?.code ?? '', couponId: coupon?.id ?? '', expiresAt: coupon?.validUntil ?? null, at: at() }
    fulfillments.push(fulfillment)
    return { status: 201, body: { points_purchase: { id: 8_000 + (purchases += 1), customer_id: customer.id, points_product_id: product.id, points_spent: price, reward_fulfillment: await fulfillmentBody(fulfillment), created_at: at(), updated_at: at() } } }
  }

  const route = routed({
    'GET /v1/customers': async ({ query }) => listed('customers', await Promise.all([...customers.values()].filter(({ email }) => query.get('email') === null || email === query.get('email')).map((one) => customerBody(one, query.get('include')))), query),
    'GET /v1/customers/{id}': async ({ at: { id }, query }) => ({ body: { customer: await customerBody(known(id), query.get('include')) } }),
    'GET /v1/vip_tiers': ({ query }) => ({
      body: {
        vip_tiers: programme.tiers.map(({ id, name, reachedBy: [goal], benefits }) => ({
          id: tierNumber(id), name: name['en'], image_url: 'https://images.example/tier.svg', milestone: goal?.amount ?? 0, ...(query.get('include')?.includes('perks') ? { perks: benefits.map(({ title }) => ({ name: title['en'] })) } : {}),
        })),
      },
    }),
    'GET /v1/points_settings': () => ({ body: { points_settings: { points_label: { one: 'Coin', other: 'Coins' } } } }),
    'GET /v1/points_products': ({ query }) => {
      const [size, page] = [Number(query.get('page_size') ?? 50), Number(query.get('page') ?? 1)]
      return { body: { points_products: products.slice((page - 1) * size, page * size).map(productBody) } }
    },
    'POST /v1/points_products/{id}/purchase': purchase,
    'GET /v1/points_transactions': async ({ query }) => listed('points_transactions', await transactions(known(query.get('customer_id'))), query),
    'GET /v1/reward_fulfillments': async ({ query }) => listed('reward_fulfillments', await Promise.all(fulfillments.filter(({ customerId }) => String(customerId) === query.get('customer_id')).map(fulfillmentBody)), query),
  })
  const served = await serveEmulator(async (heard) => {
    try {
      if (heard.headers['authorization'] !== `Bearer ${apiKey}`) throw new Refused(401, 'The API key is wrong')
      return await (route(heard) ?? new Refused(404, 'Not found').answer)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  })
  const shop: SmileIoEmulator['shop'] = {
    join: async (email) => made(email, await joined(sandbox, `+4421${String(customers.size).padStart(8, '0')}`)).id,
    candidate: (email) => made(email).id,
    memberId: (id) => known(id).memberId ?? '',
    purchase: async ({ id, cart, orderId }) => void (await sandbox.till.purchase({ memberId: known(id).memberId ?? '', cart, orderId })),
    refund: async (goods) => void (await sandbox.till.refund(goods)),
    block: async (id) => {
      customers.set(id, { ...known(id), isDisabled: true })
      await sandbox.desk.block(known(id).memberId ?? '')
    },
  }
  return {
    ...served, apiKey, sandbox, shop,
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}
