/** Types of our tags for Vue's templates. */
import { doc, type Tag } from './manifest.ts'
import { generatedHeader, importClasses, importEvents } from './source.ts'

export const vueTypes = (tags: readonly Tag[]): string => `${generatedHeader}import type { EmitFn, HTMLAttributes, PublicProps } from 'vue'
${importClasses(tags, '.')}${importEvents(tags, './index.ts')}
/** A tag as Vue sees a component: \`Props\` are those of its properties that one may set, \`Events\` are by name. */
type Tag<E extends HTMLElement, Props extends keyof E, Events extends Record<string, Event> = Record<never, Event>> = new () => E & {
  /** @deprecated Of the types alone. */
  $props: HTMLAttributes & { [Name in Props]?: E[Name] | undefined } & PublicProps
  /** @deprecated Of the types alone. */
  $emit: EmitFn<{ [Name in keyof Events]: (event: Events[Name]) => void }>
  /** @deprecated Of the types alone. */
  $slots: never
}

declare module 'vue' {
  /** Vue knows no \`slot\` on plain elements: what goes into ours needs it. */
  interface HTMLAttributes {
    slot?: string | undefined
  }
  interface GlobalComponents {
${tags.map(tagTypes).join('')}  }
}
`

const tagTypes = ({ name, className, description, properties, events }: Tag) => {
  const settable = properties.filter(({ isReadonly }) => !isReadonly).map((property) => `'${property.name}'`)
  const told = events.map((event) => `'${event.name}': ${event.type}`)
  const given = [className, settable.join(' | ') || 'never', ...(told.length > 0 ? [`{ ${told.join('; ')} }`] : [])]
  return `${doc(description, '    ')}    '${name}': Tag<${given.join(', ')}>\n`
}
