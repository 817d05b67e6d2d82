import { Directive, directive, type AttributePart } from 'lit/directive.js'

class Chosen extends Directive {
  render(is: boolean): boolean {
    return is
  }

  override update({ element, name }: AttributePart, [is]: Parameters<this['render']>): boolean {
    Object.assign(element, { [name]: is })
    return is
  }
}

/**
 * Whether a radio, a tick or an option is chosen: `?checked=${chosen(is)}`, `?selected=${chosen(is)}`. What a person has chosen since counts
 * less. (A binding of the property is written as `checked="false"` on a server, which means yes.)
 */
export const chosen = directive(Chosen)
