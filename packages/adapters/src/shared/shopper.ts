import { isLoyaltyError, LoyaltyError, toLoyaltyError, type Context } from '@loyaltykit/core'

/** Who is signed in on a page, with what the loyalty system knows them by. */
export interface Shopper {
  readonly id: string
  readonly token: string
}

/** What `shoppers` takes. */
export interface ShoppersOptions<Who extends Shopper> {
  /** Who is signed in; with `renew`: a token was refused, so another one. */
  readonly ask: (ask: { readonly renew: boolean }) => Who | undefined | Promise<Who | undefined>
  /** Whether a failure says that it was the token that was refused: nothing was done. */
  readonly isRefused?: (error: LoyaltyError) => boolean
  /** Whether two are one person. By their ids where absent. */
  readonly isSame?: (a: Who, b: Who) => boolean
}

/** Calls for whoever is signed in on the page: the host page says who, and gives another token when one has ended. */
export function shoppers<Who extends Shopper>({ ask, isRefused = () => true, isSame = (a, b) => a.id === b.id }: ShoppersOptions<Who>) {
  // one question for another token, however many calls were refused
  let renewing: Promise<Who | undefined> | undefined
  /** The token that was given for one that was refused. */
  let replaced: { readonly old: string; readonly by: Who } | undefined
  const latest = (who: Who): Who => (replaced?.old === who.token && isSame(replaced.by, who) ? replaced.by : who)
  const asked = async (renew: boolean) => {
    try {
      return (await ask({ renew })) ?? undefined
    } catch (error) {
      throw toLoyaltyError(error, 'network')
    }
  }
  const renewed = () => (renewing ??= asked(true).finally(() => { renewing = undefined }))

  /** Who is signed in; `undefined`: nobody. @throws `LoyaltyError` `aborted`, and what asking fails with. */
  async function whoIs({ identity, signal }: Context): Promise<Who | undefined> {
    if (signal.aborted) throw toLoyaltyError(signal.reason, 'aborted')
    return identity.kind === 'ambient' ? asked(false) : undefined
  }
  /** @throws `LoyaltyError` `unauthenticated` where nobody is. */
  async function signedIn(context: Context): Promise<Who> {
    const who = await whoIs(context)
    if (!who) throw new LoyaltyError('unauthenticated', 'Log in again.')
    return who
  }
  /** Makes a call as this shopper. Where the token is refused, once more with another one of the same person, which is used from then on. */
  async function as<T>(who: Who, call: (who: Who) => Promise<T>): Promise<T> {
    const tried = latest(who)
    try {
      return await call(tried)
    } catch (error) {
      // a token that is refused has done nothing, so the same may be sent with another
      if (!(isLoyaltyError(error) && error.code === 'unauthenticated' && isRefused(error))) throw error
      const meanwhile = latest(who)
      const next = meanwhile === tried ? await renewed() : meanwhile
      if (!next || !isSame(next, who) || next.token === tried.token) throw error
      replaced = { old: who.token, by: next }
      return call(next)
    }
  }
  return { whoIs, signedIn, as }
}
