/** How many light up at once: where a page has hundreds of balances, the others just change. */
const most = 10
let lit = 0

/**
 * Lights an amount up for a moment, since it has changed. The digits are the new ones from the first frame on: a number that
 * rolls there would be one that nobody has.
 */
export function highlight(number: HTMLElement): void {
  if (lit >= most || !matchMedia('(prefers-reduced-motion: no-preference)').matches) return
  const light = 'color-mix(in srgb, var(--_accent) 22%, transparent)'
  lit += 1
  const { finished } = number.animate(
    [
      { backgroundColor: light, boxShadow: `0 0 0 0.15em ${light}`, borderRadius: '0.15em' },
      { backgroundColor: 'transparent', boxShadow: '0 0 0 0.15em transparent', borderRadius: '0.15em' },
    ],
    { duration: 1_600, easing: 'ease-in' },
  )
  const end = () => (lit -= 1)
  // taken out of the page, it is cancelled
  finished.then(end, end)
}
