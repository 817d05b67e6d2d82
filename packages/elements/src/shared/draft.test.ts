import { expect } from '@open-wc/testing'
import { keepDraft, readDraft } from './draft.ts'

const key = 'loyaltykit:draft:test'
const draft = { at: 1_000, kind: 'phone' as const, values: [{ name: 'phone', value: '+7900' }, { name: 'givenName', value: 'Ada' }] }

describe('the draft of a form', () => {
  afterEach(() => sessionStorage.removeItem(key))

  it('is read as it was kept, for an hour', () => {
    keepDraft(key, draft)
    expect(readDraft(key, 2_000)).to.deep.equal(draft)
    expect(readDraft(key, 1_000 + 60 * 60_000)).to.equal(undefined)
    keepDraft(key, undefined)
    expect(readDraft(key, 2_000)).to.equal(undefined)
  })

  it('survives on a page whose Prototype.js makes texts of lists', () => {
    const lists = Array.prototype as unknown as { toJSON?: () => string }
    lists.toJSON = () => 'a text'
    try {
      keepDraft(key, draft)
      expect(readDraft(key, 2_000)).to.deep.equal(draft)
    } finally {
      delete lists.toJSON
    }
  })

  it('is none where something else is stored', () => {
    for (const text of ['', '7', '[]', '{', 'null', '{"at":1000,"values":"x"}', '{"at":1000,"values":{"0":{"name":7}}}']) {
      sessionStorage.setItem(key, text)
      expect(readDraft(key, 2_000)).to.equal(undefined, text)
    }
  })
})
