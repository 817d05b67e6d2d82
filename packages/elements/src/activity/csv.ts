/** A cell: a text, or a number that is written as it is. */
export type Cell = string | { readonly number: string }

/** What programs for tables take for the beginning of a formula, also after white space and in its full-width forms. */
const formula = /^\s*[=+\-@|%＝＋－＠]/

/**
 * A table as CSV (RFC 4180) that Excel opens by a double click: with a byte order mark, so that it is read as UTF-8. What could run
 * as a formula is made a text by an apostrophe. Where the decimal mark is a comma the cells are parted by semicolons, as Excel expects there.
 */
export function toCsv(rows: readonly (readonly Cell[])[], decimal: string): string {
  const comma = decimal === ',' ? ';' : ','
  return `\ufeff${rows.map((row) => `${row.map(cellText).join(comma)}\r\n`).join('')}`
}

function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return cell.number
  const safe = formula.test(cell) || /^[\t\r\n]/.test(cell) ? `'${cell}` : cell
  return `"${safe.replaceAll('"', '""')}"`
}
