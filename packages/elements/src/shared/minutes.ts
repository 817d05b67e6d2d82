import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Hosts that show a time that runs: one timer for all of them. */
const hosts = new Set<ReactiveControllerHost>()
let timer: ReturnType<typeof setTimeout> | undefined

function tick() {
  timer = undefined
  for (const host of hosts) host.requestUpdate()
  arm()
}

function arm() {
  if (hosts.size && timer === undefined) timer = setTimeout(tick, 60_000 - (Date.now() % 60_000))
}

/** Updates its host at each full minute, while `runs` and the host is in the page. */
export class MinuteController implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #connected = false
  #runs = false

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#connected = true
    this.#settle()
  }

  hostDisconnected(): void {
    this.#connected = false
    this.#settle()
  }

  /** Whether there is something that runs. */
  run(runs: boolean): void {
    this.#runs = runs
    this.#settle()
  }

  #settle(): void {
    if (this.#connected && this.#runs) hosts.add(this.#host)
    else hosts.delete(this.#host)
    if (hosts.size) arm()
    else {
      clearTimeout(timer)
      timer = undefined
    }
  }
}
