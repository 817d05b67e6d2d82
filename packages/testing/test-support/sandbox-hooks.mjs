/** What the test's server has beside its API: each means of its subject by name, whatever they are. */
const ask = async (path, told) => {
  const response = await fetch(`${process.env.TEST_URL}/test/${path}`, { method: 'POST', body: JSON.stringify(told ?? []) })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

const names = await ask('means')

export const create = () => Object.fromEntries(names.map((name) => [name, (...told) => ask(`means/${name}`, told)]))

export const cart = (id) => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00, categories: ['shoes'] }] })
