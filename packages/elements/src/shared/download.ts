/** Gives the person a file: `type` is its media type. The browser asks where to put it, or puts it where downloads go. */
export function download(document: Document, { name, type, text }: { readonly name: string; readonly type: string; readonly text: string }): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  // a host that routes clicks on links must not see this one
  link.addEventListener('click', (event) => event.stopPropagation())
  link.click()
  // a browser may still be reading it
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
