/** The shop's pages are plain HTML, written once in `pages/` and filled in for every language when the shop is built. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { currency, products, type Product } from './catalogue.ts'
import * as en from './words/en.ts'
import * as ru from './words/ru.ts'

type Values = Readonly<Record<string, string>>

const languages = [
  { lang: 'en', name: 'English', folder: '', words: en },
  { lang: 'ru', name: 'Русский', folder: 'ru/', words: ru },
] as const
type Language = (typeof languages)[number]

const scripts = ['list', 'cart', 'checkout', 'thanks', 'account'] as const
const titles = { list: 'listTitle', cart: 'cartTitle', checkout: 'checkoutTitle', thanks: 'thanksTitle', account: 'accountTitle' } as const

/** Gives Vite one HTML page per page, product and language. */
export function staticPages({ root, base }: { readonly root: string; readonly base: string }): Plugin {
  const template = (name: string) => readFileSync(join(root, 'pages', `${name}.html`), 'utf8')

  function page(language: Language, path: string, script: string, title: string, body: string): string {
    const { lang, folder, words } = language
    const other = languages.find((one) => one.lang !== lang) ?? languages[0]
    const fromFolder = path.slice(folder.length)
    const values = {
      ...words.page, lang, title, script,
      root: base + folder,
      'other.lang': other.lang,
      'other.name': other.name,
      'other.path': address(base + other.folder + fromFolder),
      'at.list': script === 'list' ? 'aria-current="page"' : '',
      'at.account': script === 'account' ? 'aria-current="page"' : '',
      'at.cart': script === 'cart' ? 'aria-current="page"' : '',
    }
    return fill(template('layout').replace('{{body}}', () => body), values)
  }
  const card = (language: Language, product: Product) => fill(template('card'), goods(language, product, base))

  const pages = new Map<string, () => string>()
  for (const language of languages) {
    const { folder, words } = language
    for (const script of scripts) {
      const path = `${folder}${script === 'list' ? 'index' : script}.html`
      pages.set(path, () => {
        const values = { ...words.page, root: base + folder, 'goods.list': products.map((product) => card(language, product)).join('') }
        return page(language, path, script, words.page[titles[script]], fill(template(script), values))
      })
    }
    for (const product of products) {
      const path = `${folder}product/${product.sku}.html`
      pages.set(path, () => {
        const also = products.filter(({ kind, sku }) => kind === product.kind && sku !== product.sku).slice(0, 4)
        const values = { ...words.page, ...goods(language, product, base), 'also.list': also.map((one) => card(language, one)).join('') }
        return page(language, path, 'product', words.products[product.sku as keyof typeof en.products].name, fill(template('product'), values))
      })
    }
  }

  return {
    name: 'static-pages',
    config: () => ({ build: { rolldownOptions: { input: [...pages.keys()].map((path) => join(root, path)) } } }),
    resolveId: (id) => (id.startsWith(root) && pages.has(id.slice(root.length + 1)) ? id : null),
    load: (id) => (id.startsWith(root) ? (pages.get(id.slice(root.length + 1))?.() ?? null) : null),
    transformIndexHtml: { order: 'post', handler: oneScript },
  }
}

function goods({ lang, folder, words }: Language, { sku, price, category, kind }: Product, base: string): Values {
  const { name, what, text } = words.products[sku as keyof typeof en.products]
  return {
    sku, name, what, text, category, currency,
    root: base + folder,
    amount: String(price),
    kind: words.page[kind],
    price: new Intl.NumberFormat(lang, { style: 'currency', currency }).format(price / 100),
  }
}

/**
 * Where pages share a script, Vite makes a script tag of each chunk. Then each would run by itself and ask for its own data; as one
 * script with its chunks preloaded, all elements of the page ask together, in one request.
 */
function oneScript(html: string): string {
  const tags = [...html.matchAll(/<script type="module"[^>]* src="([^"]+)"><\/script>/g)]
  return tags.slice(0, -1).reduce((text, [tag, src]) => text.replace(tag, `<link rel="modulepreload" crossorigin href="${src}" />`), html)
}

const address = (path: string) => path.replace(/index\.html$/, '')

/** `{{name}}` becomes its value, as text. Lists of cards are HTML already. */
function fill(html: string, values: Values): string {
  return html.replace(/\{\{([\w.]+)\}\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return name.endsWith('.list') || name.startsWith('at.') ? value : value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  })
}
