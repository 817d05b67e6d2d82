/** Whose log-in it is, as the loyalty programme says; for a while what it said before, while it does not answer. */
import { createHash } from 'node:crypto'
import type { Identity } from '@loyaltykit/core'

type MemberOf = (identity: Identity) => Promise<string | undefined>

/** So many log-ins are remembered. */
const most = 1_000

/** Never fails, and takes no longer than `patience`, in milliseconds. A booking that is made meanwhile still finds its member. */
export function rememberMembers(memberOf: MemberOf, patience = 1_000): MemberOf {
  /** By hash: whoever reads the memory of this server has no log-in. The oldest first. */
  const known = new Map<string, string>()
  return async (identity) => {
    const key = createHash('sha256').update(JSON.stringify(identity)).digest('base64url')
    let timer: ReturnType<typeof setTimeout> | undefined
    const over = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new Error(`No answer in ${patience} ms.`)), patience)
    })
    try {
      const memberId = await Promise.race([memberOf(identity), over])
      known.delete(key)
      if (memberId !== undefined) known.set(key, memberId)
      for (const old of known.keys()) {
        if (known.size <= most) break
        known.delete(old)
      }
      return memberId
    } catch (cause) {
      console.warn('The hotel: the programme does not say whose log-in this is.', cause)
      return known.get(key)
    } finally {
      clearTimeout(timer)
    }
  }
}
