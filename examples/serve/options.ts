import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** Something a person can mend: said in one line, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

export interface StartOptions {
  readonly port: number
  /** The hotel's, and the booking engine's that it hands over to: the next two. */
  readonly hotelPort: number
  readonly enginePort: number
  /** The partner's page. */
  readonly partnerPort: number
  /** Forget what was there. */
  readonly fresh: boolean
  /** The folder of the state. */
  readonly data: string
}

export const defaultPort = 4400

/** @throws `StartError` for an option that is wrong. */
export function startOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): StartOptions {
  const { PORT = '' } = env
  const port = PORT === '' ? defaultPort : Number(PORT)
  if (!/^\d*$/.test(PORT) || port < 1 || port > 65_535) throw new StartError(`PORT is "${PORT}": it must be a whole number from 1 to 65535, such as PORT=${defaultPort}.`)
  try {
    const { values } = parseArgs({ args: [...args], options: { fresh: { type: 'boolean', default: false }, data: { type: 'string' } } })
    const near = (by: number) => (port + by > 65_535 ? port - by : port + by)
    return { port, hotelPort: near(1), enginePort: near(2), partnerPort: near(3), fresh: values.fresh, data: resolve(values.data ?? resolve(import.meta.dirname, '../../.data')) }
  } catch (error) {
    throw new StartError(`${(error as Error).message.split('. ')[0]}. Known: --fresh, --data=<folder>.`, { cause: error })
  }
}
