import assert from 'node:assert/strict'

/**
 * The steps of one story: `test(name, step(async () => …))`. When one failed, the rest says so at once instead of waiting for
 * what can't come.
 */
export function story(): (step: () => Promise<void> | void) => () => Promise<void> {
  let failed = false
  return (step) => async () => {
    assert.equal(failed, false, 'an earlier step of this story failed')
    try {
      await step()
    } catch (error) {
      failed = true
      throw error
    }
  }
}
