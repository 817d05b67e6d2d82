/**
 * For `loyaltykit-conformance --hooks`: how this server's test mode makes a member, books a sale and takes goods back. Each function is one of
 * `ContractSubject` of @loyaltykit/testing; checks whose function is not here are left out.
 */
const till = process.env.TILL_URL ?? 'http://localhost:3001'

async function ask(path, told = {}) {
  const response = await fetch(till + path, { method: 'POST', body: JSON.stringify(told) })
  if (!response.ok) throw new Error(`${path} of the test mode answered ${response.status}`)
  return response.json()
}

/** A fresh member each time. */
export async function signUp() {
  const { token } = await ask('/join')
  return { kind: 'token', token }
}

export async function purchase({ identity, cart, orderId }) {
  const cents = cart.items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  await ask('/buy', { token: identity.token, orderId, cents })
}

export const refund = ({ orderId }) => ask('/take-back', { orderId })
