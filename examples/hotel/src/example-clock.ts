/** Only for these examples: the sandbox's time can be moved on ("14 days pass"), and the page must read the same clock. */
const ahead = Number(document.querySelector<HTMLMetaElement>('meta[name="sandbox-clock"]')?.content ?? 0)

export const clock = (): number => Date.now() + (Number.isFinite(ahead) ? ahead : 0)
