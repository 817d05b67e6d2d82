/**
 * Copies a text; gives whether it worked. Where the Clipboard API is missing or refused (an insecure page, a frame
 * without permission) it is done by selecting, inside `root`: a modal dialog makes the rest of the page inert.
 */
export async function copyText(text: string, root: ShadowRoot | HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelecting(text, root)
  }
}

function copyBySelecting(text: string, root: ShadowRoot | HTMLElement): boolean {
  const document = root.ownerDocument
  const focused = (root.getRootNode() as Document | ShadowRoot).activeElement as HTMLElement | null
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.className = 'visually-hidden'
  root.append(area)
  try {
    area.select()
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
    focused?.focus({ preventScroll: true })
  }
}
