/** Keeps the short-lived token that your server signs for its customer, and asks for another in time. For `token` of `http`. */

/** When a token is asked for anew before its end: half a minute, or a quarter of a short life. In milliseconds. */
const before = 30_000
/** Who is nobody may log in: asked again after so long, in milliseconds. */
const pause = 1_000

/** The token of now; `renew`: another one than was given before. */
export type MemberToken = (ask?: { readonly renew: true }) => Promise<string>

/**
 * `getToken` asks your server, such as `() => fetch('/loyalty-token').then((answer) => answer.text())`, and gives nothing for a guest. However many
 * calls wait, it is asked once. The age of a token is counted from its coming, so the device's clock may be wrong. Fails with what `getToken` fails with.
 */
export function memberToken(getToken: () => string | null | undefined | Promise<string | null | undefined>, { clock = Date.now }: { readonly clock?: () => number } = {}): MemberToken {
  let kept: { readonly token: string; readonly at: number; readonly good: number } | undefined
  let flight: Promise<string> | undefined

  async function ask(): Promise<string> {
    const token = (await getToken()) ?? ''
    kept = { token, at: clock(), good: token === '' ? pause : lifeOf(token) }
    return token
  }

  return async (wish) => {
    // a clock that was set back makes nothing younger
    const age = kept ? clock() - kept.at : 0
    if (kept && !wish?.renew && age >= 0 && age < kept.good) return kept.token
    return (flight ??= ask().finally(() => {
      flight = undefined
    }))
  }
}

/** For how long a JWT is given without asking; 0 where it does not say, so that it is asked for each time. */
function lifeOf(token: string): number {
  try {
    const { iat, exp } = JSON.parse(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as { iat?: unknown; exp?: unknown }
    const life = typeof iat === 'number' && typeof exp === 'number' ? (exp - iat) * 1_000 : 0
    return life > 0 ? life - Math.min(before, life / 4) : 0
  } catch {
    return 0
  }
}
