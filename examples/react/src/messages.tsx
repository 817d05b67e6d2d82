import { useEffect, useState } from 'react'
import { sandbox } from '../../frameworks/loyalty.ts'

/** For this example only: what the programme sends by SMS or e-mail. */
export function Messages() {
  const [newest, setNewest] = useState(sandbox.outbox[0])
  useEffect(() => sandbox.onMessage(setNewest), [])
  return (
    <aside aria-label="Messages">
      <h2>Messages of the sandbox</h2>
      <p>{newest ? `To ${newest.to}: ${newest.text}` : 'One-time codes come here.'}</p>
    </aside>
  )
}
