/** What the shop keeps in the browser. Storage may be off or full; then it lasts as long as the page. */
const memory = new Map<string, string>()

export function readJson(storage: () => Storage, key: string): unknown {
  try {
    return JSON.parse(storage().getItem(key) ?? memory.get(key) ?? 'null')
  } catch {
    return null
  }
}

export function writeJson(storage: () => Storage, key: string, value: unknown): void {
  const text = JSON.stringify(value)
  memory.set(key, text)
  try {
    storage().setItem(key, text)
  } catch {
    // it is in memory
  }
}

export const local = (): Storage => localStorage
export const perTab = (): Storage => sessionStorage
