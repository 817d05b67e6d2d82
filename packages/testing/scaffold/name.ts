/** A name as its files, classes and tags are written: `gift-card` is `GiftCard`, `giftCard`, `Gift card`. */
export interface Name {
  readonly kebab: string
  readonly pascal: string
  readonly camel: string
  readonly title: string
}

/** What can't be done, in one line for the person at the terminal. */
export class Refusal extends Error {}

/** @throws `Refusal` */
export function nameFrom(args: readonly string[], what: 'element' | 'adapter'): Name {
  const example = what === 'element' ? 'gift-card' : 'my-system'
  const [kebab, ...more] = args
  if (kebab === undefined) throw new Refusal(`Give a name: npm run new:${what} -- ${example}`)
  if (more.length > 0) throw new Refusal(`One name, not ${args.length}: npm run new:${what} -- ${example}`)
  if (what === 'element' && kebab.startsWith('loyalty-')) throw new Refusal(`Leave out "loyalty-", it is added: npm run new:element -- ${kebab.slice(8) || example}`)
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(kebab) || kebab.length > 40)
    throw new Refusal(`"${kebab}" is no name: small letters and digits, words joined by -, at most 40, such as ${example}.`)
  const words = kebab.split('-')
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const title = words.join(' ')
  return { kebab, pascal, camel: pascal.charAt(0).toLowerCase() + pascal.slice(1), title: title.charAt(0).toUpperCase() + title.slice(1) }
}
