/**
 * The same thing with some of it replaced: what is not replaced is asked of `target` itself, so that it may be of a class, with private fields, or
 * frozen. `undefined` takes away.
 */
export function over<T extends object>(target: T, own: { readonly [Name in keyof T]?: T[Name] | undefined }): T {
  return new Proxy({} as T, {
    get(_, name) {
      if (Object.hasOwn(own, name)) return own[name as keyof T]
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
    has: (_, name) => Object.hasOwn(own, name) || name in target,
  })
}
