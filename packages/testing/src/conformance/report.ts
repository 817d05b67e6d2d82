import { readFileSync } from 'node:fs'
import { contractHead, contractRow, groups } from '../contract/contract.ts'
import { mask } from './mask.ts'
import { canBeGiven, howToEnable, type Failed, type LeftOut, type Results } from './results.ts'
import type { Exchange } from './wire.ts'

/** All that a run found. */
export interface Report {
  readonly url: string
  readonly title: string
  readonly programme: string | undefined
  /** How members were come by. */
  readonly members: string
  readonly results: Results
  /** In the order of `groups`. */
  readonly marks: readonly Parameters<typeof contractRow>[1][number][]
  /** What must not be shown. */
  readonly secrets: ReadonlySet<string>
}

const version = () => (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version

const shortest = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 300)

function cameBy({ sent, answer, broken }: Exchange, secrets: ReadonlySet<string>) {
  return {
    method: sent.method, path: mask(decoded(sent.path), secrets).slice(0, 300),
    ...(answer ? { status: answer.status, ...(answer.type === undefined ? {} : { contentType: answer.type }), body: shortest(mask(answer.text.slice(0, 20_000), secrets)) } : { broken: broken ?? 'no answer' }),
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const countsOf = ({ passed, failed, leftOut }: Results) => ({ passed: passed.length, failed: failed.length, leftOut: leftOut.length })
const ofGroup = <T extends { readonly group: string }>(list: readonly T[], group: string) => list.filter((one) => one.group === group)

/** The report as data. */
export function asJson({ url, title, programme, members, results, marks, secrets }: Report): object {
  return {
    url, version: version(), ...(programme === undefined ? {} : { programme }), members,
    groups: Object.fromEntries([...groups, 'http'].map((group, index) => [group, {
      ...(marks[index] === undefined ? {} : { mark: marks[index] }),
      passed: ofGroup(results.passed, group).length, failed: ofGroup(results.failed, group).length, leftOut: ofGroup(results.leftOut, group).length,
    }])),
    failures: results.failed.map(({ group, check, expected, exchange, todo }) => ({ group, check, expected: mask(expected, secrets), ...(exchange ? { came: cameBy(exchange, secrets) } : {}), todo })),
    leftOut: results.leftOut.map(({ group, check, needs }) => ({ group, check, needs: needs.map(howToEnable) })),
    head: contractHead, row: contractRow(title, marks), counts: countsOf(results),
  }
}

/** The report for people. */
export function asText({ url, title, programme, members, results, marks, secrets }: Report): string {
  const { passed, failed, leftOut } = countsOf(results)
  return [
    `loyaltykit-conformance ${version()}  ${url}${programme === undefined ? '' : `\n${programme}, members: ${members}`}`,
    groupLines(results, marks),
    ...(failed ? [`Failed\n\n${[...sameReason(results.failed)].map((ones, index) => failure(ones, index + 1, secrets)).join('\n\n')}`] : []),
    ...leftOutParts(results),
    `${contractHead}\n${contractRow(title, marks)}`,
    ...(marks.includes('partly') || marks.includes('untried') ? ['(✓) passed what could be run, ? not tried, – absent'] : []),
    `${passed} passed, ${failed} failed, ${leftOut} left out`,
  ].join('\n\n')
}

function groupLines(results: Results, marks: Report['marks']): string {
  return [...groups, 'http'].flatMap((group, index) => {
    const [good, bad, out] = [ofGroup(results.passed, group).length, ofGroup(results.failed, group).length, ofGroup(results.leftOut, group).length]
    if (good + bad + out === 0) return marks[index] === 'absent' ? [`  –  ${group}`] : []
    const parts = [`${good} passed`, ...(bad ? [`${bad} failed`] : []), ...(out ? [`${out} left out`] : [])]
    return [`  ${bad ? '✗' : good ? '✓' : '?'}  ${group.padEnd(12)} ${parts.join(', ')}`]
  }).join('\n')
}

/** Checks that failed in the same words are told once. */
function sameReason(failed: readonly Failed[]): Iterable<readonly Failed[]> {
  const found = new Map<string, Failed[]>()
  for (const one of failed) {
    const reason = `${one.exchange?.sent.call ?? one.check} ${one.expected}`
    found.set(reason, [...(found.get(reason) ?? []), one])
  }
  return found.values()
}

function failure([{ check, expected, exchange, todo } = { check: '', expected: '', todo: '' } as Failed, ...others]: readonly Failed[], number: number, secrets: ReadonlySet<string>): string {
  const came = exchange && cameBy(exchange, secrets)
  const answer = came && ('broken' in came ? came.broken : `${came.status} ${came.contentType ?? 'without a content type'}`)
  const lines = [
    ['expected', mask(expected, secrets)],
    ...(came ? [['came', `${came.method} ${came.path}`], ['', answer], ...('body' in came && came.body ? [['', came.body]] : [])] : []),
    ['to do', todo],
    ...others.map((other, index) => [index ? '' : 'also', other.check]),
  ]
  return `${String(number).padStart(3)}) ${check}\n${lines.map(([label = '', text = '']) => `     ${label.padEnd(9)} ${text.replaceAll('\n', '\n               ')}`).join('\n')}`
}

/** What an option would bring, and what the server has no calls for. */
function leftOutParts({ leftOut }: Results): string[] {
  const isWithin = ({ needs }: LeftOut) => needs.every(canBeGiven)
  const parts = [['Left out: give what they need', leftOut.filter(isWithin)], ['Left out: they are about more than this server has', leftOut.filter((one) => !isWithin(one))]] as const
  return parts.filter(([, list]) => list.length).map(([title, list]) => `${title}\n\n${[...byNeed(list)].map(([need, checks]) => `  ${need}\n${checks.map((check) => `    ${check}`).join('\n')}`).join('\n')}`)
}

/** `Map.groupBy` came with Node 21. */
function byNeed(list: readonly LeftOut[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { check, needs } of list) {
    const need = needs.map(howToEnable).join('; ')
    found.set(need, [...(found.get(need) ?? []), check])
  }
  return found
}
