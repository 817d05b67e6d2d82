/** `total × part ÷ whole`, rounded down, exact for every safe integer. */
export const portion = (total: number, part: number, whole: number): number =>
  whole === 0 ? 0 : Number((BigInt(total) * BigInt(part)) / BigInt(whole))

/** A whole number cut by weights, so that the parts add up to it exactly. All 0 where the weights are. */
export function split(total: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let seen = 0
  let given = 0
  return weights.map((weight) => {
    seen += weight
    const share = portion(total, seen, whole) - given
    given += share
    return share
  })
}
