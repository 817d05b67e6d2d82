import { http } from '@loyaltykit/adapters/http'
import { memberToken } from '@loyaltykit/adapters/member-token'
import { createLoyalty } from '@loyaltykit/core'

const getToken = async () => {
  const answer = await fetch('/loyalty-token')
  if (!answer.ok) throw new Error(`The shop answered ${answer.status}.`)
  return answer.text()
}

export const client = createLoyalty({ backend: http({ url: '/loyalty', token: memberToken(getToken) }) })
