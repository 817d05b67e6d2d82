import type { ApiDocument } from './document.ts'
import type { Answer } from './wire.ts'

/** What an answer is not, and what to do about it. */
export interface Wrong {
  readonly said: string
  readonly todo: string
}

const isType = (answer: Answer, type: string) => answer.type?.split(';')[0]?.trim().toLowerCase() === type
const clip = (text: string | undefined) => text ?? 'no content type'

/** What is wrong with the answer of a call, by `openapi.json`. */
export function judge(api: ApiDocument, name: string, answer: Answer): readonly Wrong[] {
  if (answer.status === 200) return judgeSuccess(api, name, answer)
  if (answer.status === 304) return []
  if (answer.status >= 300 && answer.status < 400) return [{ said: `a redirect to ${answer.headers.get('location') ?? 'nowhere'}`, todo: 'Answer at this address: clients of the API follow no redirects.' }]
  if (answer.status < 300) return [{ said: `status ${answer.status} where 200 is promised`, todo: 'Answer every success with status 200 and JSON; where there is nothing to tell, with {}.' }]
  return judgeProblem(api, answer)
}

function judgeSuccess(api: ApiDocument, name: string, answer: Answer): readonly Wrong[] {
  const streams = api.calls.get(name)?.streams ?? false
  const type = streams ? 'text/event-stream' : 'application/json'
  const wrong: Wrong[] = isType(answer, type) ? [] : [{ said: `${clip(answer.type)} where ${type} is promised`, todo: `Send \`Content-Type: ${type}\`.` }]
  if (streams) return wrong
  if (answer.json === undefined) return [...wrong, { said: 'a body that is not JSON', todo: 'Answer with one JSON document.' }]
  return [...wrong, ...api.answerErrors(name, answer.json).map((said) => ({ said, todo: `Answer what openapi.json says of ${name}: look there for the schema of its 200 response.` }))]
}

/** What is wrong with a failure: each must be a problem of RFC 9457 with our code. */
export function judgeProblem(api: ApiDocument, answer: Answer): readonly Wrong[] {
  if (!isType(answer, 'application/problem+json')) return [{
    said: `status ${answer.status} with ${clip(answer.type)} where application/problem+json is promised`,
    todo: 'Answer every failure, also those of your framework and your proxy, with `Content-Type: application/problem+json` and the fields type, title, status, detail, code, retryable.',
  }]
  const problems = answer.json === undefined ? ['a body that is not JSON'] : api.problemErrors(answer.json)
  if (problems.length) return problems.map((said) => ({ said: `a problem of which ${said}`, todo: 'See components.schemas.Problem of openapi.json: type, title, status, detail, code, retryable.' }))
  const { code, status, type, details } = answer.json as { code: string; status: number; type: string; details?: { retryAt?: string } }
  const wrong: Wrong[] = []
  const fitting = api.statuses.get(code)
  // what HTTP itself refuses (too large, wrong method, wrong type) is wrong input with a status of its own
  if (status !== answer.status) wrong.push({ said: `status ${answer.status} with a problem that says ${status}`, todo: 'Give the problem the status of the answer.' })
  else if (fitting !== status && !(['invalid_input', 'not_found'].includes(code) && status >= 400 && status < 500))
    wrong.push({ said: `the code ${code} with status ${status}, which has ${fitting ?? 'none'}`, todo: 'Use the status that the table in openapi.json has for this code.' })
  if (type !== `urn:loyaltykit:problem:${code}`) wrong.push({ said: `the type ${type} with the code ${code}`, todo: `Give the type urn:loyaltykit:problem:${code}.` })
  if (details?.retryAt !== undefined && answer.headers.get('retry-after') === null) wrong.push({ said: 'a time to come back in details.retryAt and no Retry-After', todo: 'Send Retry-After, in seconds, wherever details.retryAt is known.' })
  return wrong
}
