import type { PropertyDeclaration, ReactiveElement } from 'lit'

/** Lit's `@property`, for classic decorators on fields and nothing else: Lit's own also speaks the standard ones, for half a kilobyte. */
export const property = (options?: PropertyDeclaration) => (prototype: ReactiveElement, name: string): void =>
  (prototype.constructor as typeof ReactiveElement).createProperty(name, options)
