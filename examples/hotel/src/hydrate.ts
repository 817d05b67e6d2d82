/**
 * What the server has written otherwise than this page would (another time zone, another clock) can't be taken over: such an
 * element is rendered anew.
 */
import { LitElement, type PropertyValues } from 'lit'

interface Updating {
  update(this: LitElement, changed: PropertyValues): void
}

const prototype = LitElement.prototype as unknown as Updating
const { update } = prototype
prototype.update = function (changed) {
  if (this.hasUpdated) return update.call(this, changed)
  try {
    update.call(this, changed)
  } catch (error) {
    const root = this.renderRoot as ShadowRoot & { '_$litPart$'?: unknown }
    for (const node of [...root.childNodes]) if (node.nodeName !== 'STYLE') node.remove()
    delete root['_$litPart$']
    console.info(`<${this.localName}> was written otherwise by the server, and is rendered anew.`, error)
    update.call(this, changed)
  }
}
