/** What a member leaves in a tab does not stay for the next person: wherever the log-out was pressed, each page forgets it. */
import { loyalty } from './loyalty.ts'
import { perTab, readJson, writeJson } from './store.ts'

loyalty.$session.subscribe(({ status }) => {
  if (status === 'member') writeJson(perTab, 'stride:member', true)
  if (status !== 'guest' || readJson(perTab, 'stride:member') !== true) return
  for (const key of ['stride:member', 'stride:order', 'stride:delivery']) writeJson(perTab, key, null)
  dispatchEvent(new Event('forgotten'))
})
