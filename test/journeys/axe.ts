/** What axe finds on the page that a person has open, and whether it scrolls sideways. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Person } from './person.ts'

const tool = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(root: unknown, options: object): Promise<{ violations: { id: string; nodes: { html: string; target: unknown }[] }[] }>
}

/** Puts axe into pages whose policy allows nothing from elsewhere: it is the browser that does it, and the policy is set aside. */
export const allowAxe = ({ page }: Person): Promise<void> => page.setBypassCSP(true)

/** WCAG 2.2 A and AA, and what is thought good practice. One line for each finding. */
export async function axeFinds({ page }: Person): Promise<string[]> {
  await page.evaluate(tool)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: Axe }
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, target }) => `${JSON.stringify(target)} ${html.slice(0, 120)}`).slice(0, 3).join(' | ')}`)
  })
}

/** By how many pixels the page is too wide, and which elements are; nothing where it fits. */
export const tooWide = ({ page }: Person): Promise<string> => page.evaluate(() => {
  const edge = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= edge) return ''
  const out = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > edge + 0.5 && !element.closest('loyalty-offer-carousel'))
  return `${document.documentElement.scrollWidth - edge} px too wide, by ${out.slice(0, 3).map((element) => element.outerHTML.slice(0, 80)).join(' | ')}`
})
