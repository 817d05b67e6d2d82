import type { Calls, CallWorld } from './calls.ts'
import type { PendingCall } from './client.ts'
import { rest } from './deadline.ts'
import { activated, factId, held } from './deeds.ts'
import { openJournal, type Intent } from './journal.ts'
import type { Offer } from './schemas/offer.ts'
import type { Redemption } from './schemas/redemption.ts'

/** After so long nothing is on its way any more: what the ledger does not show was not done. In milliseconds. */
const underWay = 60_000

/** The ledger is asked again at most so often, in milliseconds. */
const pause = 5_000

interface Options {
  readonly world: CallWorld
  readonly ask: Calls['ask']
  readonly show: (call: PendingCall) => void
  readonly hide: (key: string) => void
}

/**
 * Intents that a closed page has left open are looked up in the ledger, never sent again. Until their fate is known they
 * are `checking` in `$pending`. What no ledger of ours shows (a reward, an exchange) stays so until its key's life is over.
 */
export async function settleUnfinished({ world, ask, show, hide }: Options): Promise<void> {
  const { session, $pending, drawer, clock, signal, backend } = world
  const { epoch } = session
  const journal = openJournal({ drawer, clock, memberId: session.memberId() })
  const ours = new Set(Object.values(journal.read()).map(({ key }) => key).filter((key) => !$pending.value.some((pending) => pending.key === key)))
  const open = () => Object.entries(journal.read()).filter(([, { key }]) => ours.has(key))
  for (const [, { call, key }] of open()) show({ key, call, status: 'checking' })

  try {
    for (let round = 0; open().length && epoch === session.epoch; round += 1) {
      if (round) await rest(pause, signal)
      const left = open()
      const asks = (group: string) => left.some(([, { call }]) => call.startsWith(`${group}.`))
      try {
        const redemptions = asks('redemptions') && backend.redemptions ? ((await ask('redemptions.list', {})) as Redemption[]) : []
        const offers = asks('offers') && backend.offers ? ((await ask('offers.list', {})) as Offer[]) : []
        for (const [mark, intent] of left) {
          const isOld = Math.abs(clock() - intent.at) > underWay
          const done = isDone(intent, redemptions, offers)
          if (!done && !(isOld && isInLedger(intent))) continue
          // the page that sent it may have closed before it could tell
          if (done) tellOf(intent, world)
          journal.write(mark, undefined)
          hide(intent.key)
          world.reread(['balances', 'redemptions', 'offers', 'activity', 'quotes'])
        }
      } catch {
        // the ledger can't be read now: its fate stays unknown
      }
    }
  } catch {
    // the client has ended
  } finally {
    for (const key of ours) hide(key)
  }
}

const isInLedger = ({ call }: Intent) => call.startsWith('redemptions.') || call.startsWith('offers.')

function isDone({ call, about }: Intent, redemptions: readonly Redemption[], offers: readonly Offer[]): boolean {
  switch (call) {
    case 'redemptions.hold':
      return redemptions.some(({ cartId, currency, amount }) => cartId === about.cartId && currency === about.currency && amount === about.amount)
    case 'redemptions.cancel':
    case 'redemptions.confirm':
      return !redemptions.some(({ id }) => id === about.id)
    case 'offers.activate':
      return offers.some(({ id, state }) => id === about.id && (state === 'active' || state === 'used'))
    default:
      return false
  }
}

function tellOf({ call, key, about: { id, currency, amount } }: Intent, { tellFact }: CallWorld) {
  if (call === 'offers.activate') tellFact(activated(id), factId(key))
  if (call === 'redemptions.hold' && currency !== undefined && amount !== undefined) tellFact(held({ currency, amount }), factId(key))
}
