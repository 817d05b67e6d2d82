import type { Route } from '../shared/routes.ts'
import type { Heard } from '../shared/server.ts'
import type { Json } from './captured.ts'
import { customerBody } from './customers.ts'
import { selected, type Entity } from './fields.ts'
import { at, currency, idOf, invalidData, kept, major, notFound, Refused, type EmulatedAccount, type EmulatedGiftCard, type EmulatedTransaction, type MedusaState } from './state.ts'

/** What is on an account, in cents. */
export const balanceOf = ({ transactions }: EmulatedAccount): number => sumOf(transactions, 'credit') - sumOf(transactions, 'debit')

const sumOf = (all: readonly EmulatedTransaction[], kind: EmulatedTransaction['type']) => all.filter(({ type }) => type === kind).reduce((sum, { amount }) => sum + amount, 0)

/** The customer's account, where there is one: the first credit opens it. */
export const accountOf = ({ accounts }: MedusaState, customerId: string): EmulatedAccount | undefined => [...accounts.values()].find((one) => one.customerId === customerId)

export const opened = (state: MedusaState, customerId: string | null): EmulatedAccount =>
  kept(state.accounts, { id: idOf('sc_acc'), code: `SC-${crypto.randomUUID().slice(0, 19).toUpperCase()}`, customerId, currency, at: at(state), transactions: [] })

/** A line more in an account's ledger. @throws `Refused` where there is less on it than is taken. */
export function booked(state: MedusaState, accountId: string, line: Pick<EmulatedTransaction, 'type' | 'amount' | 'reference' | 'referenceId'> & { readonly note?: string }): void {
  const account = state.accounts.get(accountId)
  if (!account) throw notFound('Store credit account not found')
  if (line.type === 'debit' && line.amount > balanceOf(account)) throw invalidData('Insufficient balance')
  kept(state.accounts, { ...account, transactions: [...account.transactions, { note: null, ...line, id: idOf('sc_trx'), at: at(state) }] })
}

const entityOf = (state: MedusaState, account: EmulatedAccount): Entity => {
  const { id, customerId, transactions } = account
  const [credits, debits] = [sumOf(transactions, 'credit'), sumOf(transactions, 'debit')]
  return {
    usual: {
      id, currency_code: currency, customer_id: customerId, credits: major(credits), debits: major(debits), balance: major(credits - debits), updated_at: account.at, created_at: account.at, metadata: null,
      ...(customerId === null ? {} : { customer: customerBody(state, customerId) }),
    },
    related: {
      transactions: transactions.map((line) => ({
        id: line.id, type: line.type, reference: line.reference, reference_id: line.referenceId, note: line.note, account_id: id, metadata: null,
        raw_amount: { value: String(major(line.amount)), precision: 20 }, created_at: line.at, updated_at: line.at, deleted_at: null, amount: major(line.amount),
      })),
    },
  }
}

/** Sums come with an account of whatever it is asked. */
const accountBody = (state: MedusaState, account: EmulatedAccount, fields: string | null): Json => {
  const entity = entityOf(state, account)
  const { credits, debits, balance } = entity.usual
  return { ...selected(entity, fields), credits, debits, balance }
}

function cardBody(state: MedusaState, card: EmulatedGiftCard, fields: string | null): Json {
  const account = state.accounts.get(card.accountId) as EmulatedAccount
  const { usual } = entityOf(state, account)
  return selected({
    usual: { id: card.id, status: card.status, code: card.code, value: major(card.value), currency_code: currency, expires_at: card.expiresAt, note: null, updated_at: card.at, created_at: card.at },
    related: { store_credit_account: { ...usual, code: account.code, deleted_at: null } },
  }, fields)
}

/** Store credit and gift cards. `who` gives the customer of a token, or refuses. */
export const creditRoutes = (state: MedusaState, who: (heard: Heard) => string): Readonly<Record<string, Route>> => ({
  'GET /store/store-credit-accounts': (heard) => {
    const [customerId, code] = [who(heard), heard.query.get('currency_code')]
    if (code === null) throw invalidData('Invalid request: Field \'currency_code\' is required')
    const found = [accountOf(state, customerId)].filter((one) => one?.currency === code) as EmulatedAccount[]
    return { body: { store_credit_accounts: found.map((one) => accountBody(state, one, heard.query.get('fields'))), count: found.length, offset: 0, limit: 15 } }
  },
  'GET /store/store-credit-accounts/{id}': (heard) => {
    const account = accountOf(state, who(heard))
    if (account?.id !== heard.at['id']) throw notFound('Store credit account not found')
    return { body: { store_credit_account: accountBody(state, account as EmulatedAccount, heard.query.get('fields')) } }
  },
  'POST /store/store-credit-accounts/claim': (heard) => {
    const customerId = who(heard)
    const { code } = heard.body as { code?: unknown }
    if (typeof code !== 'string') throw invalidData('Invalid request: Field \'code\' is required')
    const source = [...state.accounts.values()].find((one) => one.code === code)
    if (!code) throw invalidData('Code is required to claim a store credit account')
    if (!source) throw new Refused(500, 'unknown_error', 'An unknown error occurred.')
    if (source.customerId !== null) throw invalidData('Cannot claim a store credit account that belongs to a customer')
    const amount = balanceOf(source)
    if (amount <= 0) throw invalidData('Cannot claim a store credit account with no balance')
    const target = accountOf(state, customerId) ?? opened(state, customerId)
    booked(state, source.id, { type: 'debit', amount, reference: 'store-credit', referenceId: target.id })
    booked(state, target.id, { type: 'credit', amount, reference: 'store-credit', referenceId: source.id })
    return { body: { store_credit_account: { id: source.id, code: source.code, customer_id: null, currency_code: currency, balance: 0 } } }
  },
  'GET /store/gift-cards/{code}': ({ at: { code = '' }, query }) => {
    const card = state.giftCards.get(code)
    if (!card) throw notFound('Gift card not found')
    return { body: { gift_card: cardBody(state, card, query.get('fields')) } }
  },
})
