import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { LoyaltyProvider } from '@loyaltykit/react'
import { loyalty } from '../../frameworks/loyalty.ts'
import { Shop } from './shop.tsx'
// the room that the elements take, so that nothing moves when they come
import '@loyaltykit/elements/reserve.css'
import '../../frameworks/shop.css'

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <LoyaltyProvider client={loyalty}>
        <Shop />
      </LoyaltyProvider>
    </StrictMode>,
  )
