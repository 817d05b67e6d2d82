const secretName = /token|secret|password|ticket|^pin$/i

/** Hides what must not be in a report: values of fields that hold secrets, and the secrets themselves wherever they stand. */
export function mask(text: string, secrets: ReadonlySet<string>): string {
  let shown = text
  for (const secret of [...secrets].filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length)) shown = shown.replaceAll(secret, '***')
  return shown
    .replace(/"([^"\\]{1,50})"(\s*:\s*)"((?:[^"\\]|\\.)*)"/g, (whole, name: string, colon: string, value: string) => {
      const hidden = secretName.test(name) || (name === 'code' && /^\d{4,10}$/.test(value))
      return hidden ? `"${name}"${colon}"***"` : whole
    })
    .replace(/\bBearer\s+[\w.~+/=-]{6,}/gi, 'Bearer ***')
}

/** Every secret in a document: what a later answer may not show. */
export function secretsIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value !== 'object' || value === null) return found
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && secretName.test(name)) found.add(inner)
    else secretsIn(inner, found)
  }
  return found
}
