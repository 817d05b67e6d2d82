/** Waits until `check` gives something, at most eight seconds: a busy machine may take some. A function for `what` is asked at the end. */
export async function until<T>(check: () => T | undefined | null | false, what: string | (() => string) = 'what was waited for'): Promise<T> {
  const end = performance.now() + 8_000
  for (;;) {
    const found = check()
    if (found) return found
    if (performance.now() > end) throw new Error(`There is no ${typeof what === 'string' ? what : what()}.`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A field of an element's form in light DOM, once it is there. */
export const fieldOf = (element: Element, name: string): Promise<HTMLInputElement> => until(() => element.querySelector<HTMLInputElement>(`form [name="${name}"]`), `field ${name}`)

/** Types into a field as a person does: the events come, and then it is left. A box is ticked by `on`. */
export async function fill(element: Element, name: string, value: string): Promise<HTMLInputElement> {
  const field = await fieldOf(element, name)
  field.focus()
  if (field.type === 'checkbox') field.checked = value === 'on'
  else field.value = value
  for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true, composed: type === 'input' }))
  return field
}

/** Presses the submit button of an element's form. */
export async function submit(element: Element): Promise<void> {
  const button = await until(() => element.querySelector<HTMLButtonElement>('form button[type=submit]'), 'submit button')
  button.focus()
  button.click()
}

/** Presses the button with this text, in the element's light or shadow DOM. */
export async function press(element: Element, text: string): Promise<void> {
  const buttons = () => [...element.querySelectorAll('button'), ...(element.shadowRoot?.querySelectorAll('button') ?? [])]
  const button = await until(() => buttons().find((one) => one.textContent.includes(text)), `button “${text}”`)
  button.focus()
  button.click()
}

/** Storage that forgets: for the `storage` of a client in a test. */
export function memoryStorage(): { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void } {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) }
}
