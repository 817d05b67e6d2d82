/** What the test's server has beside its API. */
const ask = async (path, told) => {
  const response = await fetch(`${process.env.TEST_URL}/test/${path}`, { method: 'POST', body: JSON.stringify(told) })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
}

export const purchase = (sale) => ask('purchase', sale)
export const refund = (goods) => ask('refund', goods)
export const advance = (by) => ask('advance', { by })
export const cart = (id) => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00, categories: ['shoes'] }] })
