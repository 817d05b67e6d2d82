import { useMemo, useState } from 'react'
import type { Redemption } from '@loyaltykit/core'
import { LoyaltyBalance, LoyaltyEarnPreview, LoyaltyEnrolmentForm, LoyaltyLogin, LoyaltyRedeem, useLoyalty, useStore } from '@loyaltykit/react'
import { currency, goods, money, toCart, totalOf, type Product } from '../../frameworks/goods.ts'
import type { loyalty } from '../../frameworks/loyalty.ts'
import { Messages } from './messages.tsx'

/** A cart of this visit has one id, so that what is held for it is found again. */
const cartId = crypto.randomUUID()

export function Shop() {
  const [products, setProducts] = useState<readonly Product[]>([])
  const [said, setSaid] = useState('')
  return (
    <>
      <header>
        <h1>Stride</h1>
        <LoyaltyBalance compact>
          <span slot="guest">A club with bonuses</span>
        </LoyaltyBalance>
      </header>
      <main>
        <section aria-label="Goods" className="goods">
          {goods.map((product) => (
            <article key={product.sku}>
              <h2>{product.name}</h2>
              <p>{money(product.price)}</p>
              <LoyaltyEarnPreview sku={product.sku} price={product.price} currency={currency} category={product.category} />
              <button type="button" onClick={() => setProducts([...products, product])}>Add {product.name}</button>
            </article>
          ))}
        </section>
        <CartPanel products={products} onSaid={setSaid} />
        <Account onSaid={setSaid} />
        <p role="status">{said}</p>
      </main>
      <Messages />
    </>
  )
}

interface Says {
  readonly onSaid: (text: string) => void
}

function CartPanel({ products, onSaid }: Says & { readonly products: readonly Product[] }) {
  const [redemption, setRedemption] = useState<Redemption>()
  // a new object only when the goods are others: the element asks for a quote then
  const cart = useMemo(() => toCart(cartId, products), [products])
  if (products.length === 0) return <section aria-label="Cart" className="panel"><h2>Cart</h2><p>Nothing in it yet.</p></section>
  return (
    <section aria-label="Cart" className="panel">
      <h2>Cart</h2>
      <ul>{cart.items.map(({ sku, name, quantity }) => <li key={sku}>{quantity} × {name}</li>)}</ul>
      <LoyaltyRedeem
        cart={cart}
        onLoyaltyRedeemed={({ redemption: held }) => {
          setRedemption(held)
          onSaid(`Set aside: ${money(held.money.amount)} off.`)
        }}
        onLoyaltyRedemptionCancelled={() => {
          setRedemption(undefined)
          onSaid('Not set aside any more.')
        }}
        onLoyaltyLoginRequest={() => document.getElementById('account')?.scrollIntoView()}
      />
      <p className="due">To pay {money(totalOf(cart) - (redemption?.money.amount ?? 0))}</p>
    </section>
  )
}

function Account({ onSaid }: Says) {
  const client = useLoyalty<typeof loyalty>()
  const session = useStore(client.$session)
  const [known, setKnown] = useState(false)
  const isMember = session.status === 'member'
  return (
    <section id="account" aria-label="Account" className="panel">
      <h2>Account</h2>
      {isMember ? <LoyaltyBalance /> : !known && <LoyaltyEnrolmentForm onLoyaltyEnrolled={({ granted }) => onSaid(`Welcome! ${granted[0]?.amount ?? 0} bonuses are yours.`)} />}
      {(isMember || known) && <LoyaltyLogin onLoyaltyLoggedOut={() => onSaid('See you soon.')} onLoyaltyFailed={({ error }) => onSaid(error.message)} />}
      {!isMember && <button type="button" onClick={() => setKnown(!known)}>{known ? 'I am new here' : 'I am a member'}</button>}
    </section>
  )
}
