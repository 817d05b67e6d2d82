/** Keeps the screen lit while a code is scanned. Where that is not possible, nothing happens. */
export class ScreenLight {
  #lock: Promise<WakeLockSentinel | undefined> | undefined

  /** From now on. */
  hold(): void {
    this.#lock ??= request()
  }

  /** Not any more. */
  release(): void {
    void this.#lock?.then((lock) => lock?.release()).catch(() => {})
    this.#lock = undefined
  }
}

async function request(): Promise<WakeLockSentinel | undefined> {
  try {
    return await (navigator as Partial<Navigator>).wakeLock?.request('screen')
  } catch {
    return undefined
  }
}
