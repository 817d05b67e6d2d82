/**
 * The same data with lists that are deaf to a `toJSON` which some script of the page has put on `Array.prototype`: Prototype.js
 * makes a text of every list with it.
 */
export const plain = (value: unknown): unknown =>
  Array.isArray(value) ? Object.assign(value.map(plain), { toJSON: 0 })
    : Object(value) === value ? Object.fromEntries(Object.entries(value as object).map(([name, entry]) => [name, plain(entry)]))
      : value
