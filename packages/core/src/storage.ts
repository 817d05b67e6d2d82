/** The part of `localStorage` that is used. Each method may throw: the wrapper catches. */
export interface StorageLike {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** A small drawer of JSON values that never throws; where nothing can be kept, it keeps in memory. */
export interface Drawer {
  get(name: string): unknown
  set(name: string, value: unknown): void
}

const version = 1

/** A drawer for one programme. A value of another version, or a corrupt one, is absent. */
export function drawer(programme: string, storage: StorageLike | undefined = pageStorage()): Drawer {
  const memory = new Map<string, unknown>()
  const keyOf = (name: string) => `loyaltykit:${version}:${programme}:${name}`
  return {
    get(name) {
      // what could not be written is newer than what is written
      if (memory.has(name)) return memory.get(name)
      try {
        const text = storage?.getItem(keyOf(name))
        return text == null ? undefined : (JSON.parse(text) as unknown)
      } catch {
        return undefined
      }
    },
    set(name, value) {
      memory.delete(name)
      try {
        storage?.removeItem(keyOf(name))
        if (value === undefined) return
        if (storage) storage.setItem(keyOf(name), JSON.stringify(value))
        else memory.set(name, value)
      } catch {
        memory.set(name, value)
      }
    },
  }
}

/** `localStorage` in a page that lets us; nothing elsewhere: a server must not mix up two people. */
function pageStorage(): StorageLike | undefined {
  try {
    return 'document' in globalThis ? (globalThis as { localStorage?: StorageLike }).localStorage : undefined
  } catch {
    return undefined
  }
}
