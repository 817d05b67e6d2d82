import { defineElement } from '@loyaltykit/elements/shared'
import { createElement, useCallback, useLayoutEffect, useRef, useState, type FunctionComponent, type HTMLAttributes, type ReactNode, type Ref } from 'react'

/** What every component takes besides its own: what any HTML element takes, children for its slots, and a ref to the element. */
export interface ElementProps<E extends HTMLElement> extends HTMLAttributes<E> {
  ref?: Ref<E> | undefined
  /** The name by which a style sheet outside of the shadow root around it reaches it through `::part()`. */
  part?: string | undefined
}

/** A tag, and where the own props of its component go. */
export interface Mapping {
  readonly tag: string
  readonly element: CustomElementConstructor
  /** By prop: the attribute that says the same. */
  readonly attributes: Readonly<Record<string, string>>
  /** Props that no attribute can say: properties of the element. */
  readonly properties: readonly string[]
  /** By prop: the name of the event. */
  readonly events: Readonly<Record<string, string>>
}

type Props = Readonly<Record<string, unknown>>

/**
 * A component for a tag: the tag itself and nothing around it.
 *
 * React makes the tag with the attributes of the first render, so a server's HTML has them, and style sheets see them before any
 * script runs. The rest is done here, after the commit: React sets properties by guessing, leaves `null` where a prop was taken away,
 * and gives neither properties nor listeners to a server's HTML. The tag is registered then too, not on import: an element puts its form
 * into its light DOM, and React must not find more there than the server sent. Handlers may change with every render: the listeners stay.
 */
export function wrap<P>({ tag, element: constructor, attributes, properties, events }: Mapping): FunctionComponent<P> {
  function Wrapped({ ref, ...props }: Props): ReactNode {
    const element = useRef<HTMLElement | null>(null)
    const latest = useRef<Props>({})
    const told = useRef<HTMLElement | null>(null)
    const [first] = useState(() => pick(props, attributes))

    const hold = useCallback((found: HTMLElement | null) => {
      element.current = found
      return hand(ref as Ref<HTMLElement> | undefined, found)
    }, [ref])

    useLayoutEffect(() => {
      defineElement(tag, constructor)
      const found = element.current
      const before = latest.current
      latest.current = props
      if (!found) return
      for (const [prop, name] of Object.entries(attributes)) if (props[prop] !== before[prop]) say(found, name, props[prop])
      for (const name of properties) if (!Object.is(props[name], before[name])) Object.assign(found, { [name]: props[name] })
    })

    // once per element and never undone: an action that React's own update cut off, such as joining where members see no form, is told too
    useLayoutEffect(() => {
      const found = element.current
      if (!found || told.current === found) return
      told.current = found
      for (const [prop, name] of Object.entries(events)) {
        found.addEventListener(name, (event) => (latest.current[prop] as ((event: Event) => void) | undefined)?.(event))
      }
    }, [])

    const { className, ...passed } = rest(props, { attributes, properties, events })
    return createElement(tag, { ...passed, ...(className !== undefined && { class: className }), ...first, ref: hold })
  }
  Wrapped.displayName = tag
  return Wrapped as unknown as FunctionComponent<P>
}

/** The props that attributes can say, by attribute. */
const pick = (props: Props, attributes: Mapping['attributes']): Props =>
  Object.fromEntries(Object.entries(attributes).flatMap(([prop, name]) => (props[prop] === undefined ? [] : [[name, props[prop]]])))

/** The props that are React's business. */
const rest = (props: Props, { attributes, properties, events }: Pick<Mapping, 'attributes' | 'properties' | 'events'>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(props).filter(([name]) => !(name in attributes) && !(name in events) && !properties.includes(name)))

/** As in HTML: a boolean is there or not, and what is not given is not there. */
function say(element: Element, name: string, value: unknown) {
  if (value === undefined || value === null || value === false) element.removeAttribute(name)
  else element.setAttribute(name, value === true ? '' : String(value as string | number))
}

/** Gives the element to the host's ref, which may be a function with or without a clean-up, or an object. */
function hand(ref: Ref<HTMLElement> | undefined, element: HTMLElement | null): () => void {
  if (typeof ref !== 'function') {
    if (ref) ref.current = element
    return () => {
      if (ref) ref.current = null
    }
  }
  const release = ref(element)
  return typeof release === 'function' ? release : () => void ref(null)
}
