/** Lets a story ask for what a person has set in the system: forced colours, reduced motion. Only Chromium can be asked. */
import type { TestRunnerConfig } from '@web/test-runner'

type Plugin = NonNullable<TestRunnerConfig['plugins']>[number]

/** Media features by name, for one page; none puts all back. */
type Features = readonly { readonly name: string; readonly value: string }[]

interface Devtools {
  send(method: string, params: object): Promise<unknown>
}
interface Page {
  createCDPSession?(): Promise<Devtools>
}
interface Launcher {
  getPage?(id: string): Page
}

/** The command `emulate-features`: gives whether the engine does it. */
export const mediaFeatures = (): Plugin => {
  // what a session has set is gone with it
  const sessions = new WeakMap<Page, Promise<Devtools>>()
  return {
    name: 'media-features',
    async executeCommand({ command, payload, session }) {
      if (command !== 'emulate-features') return undefined
      const page = (session.browser as unknown as Launcher).getPage?.(session.id)
      if (!page?.createCDPSession) return false
      let opened = sessions.get(page)
      if (!opened) sessions.set(page, (opened = page.createCDPSession()))
      try {
        await (await opened).send('Emulation.setEmulatedMedia', { features: payload as Features })
        return true
      } catch {
        return false
      }
    },
  }
}
