import type { LoyaltyBackend, Program } from '@loyaltykit/core'
import { groups } from '../contract/contract.ts'
import { backendOver, type Carrier } from './backend.ts'
import { runContract } from './contract-run.ts'
import { readDocument, type ApiDocument } from './document.ts'
import { loadHooks, type Hooks } from './hooks.ts'
import { runHttp } from './http/run.ts'
import { readOptions, UsageError, usage, type ConformanceOptions } from './options.ts'
import { probe, type Found } from './probe.ts'
import { asJson, asText, type Report } from './report.ts'
import { markOf, noResults, type Results } from './results.ts'
import { Lacking, openStage, type Stage } from './stage.ts'
import { NoAnswer, openWire, type Wire } from './wire.ts'

/** Where the command writes. */
export interface Output {
  out(text: string): void
  err(text: string): void
}

/** `loyaltykit-conformance`: gives the exit code. */
export async function main(args: readonly string[], { out, err }: Output): Promise<0 | 1 | 2> {
  try {
    const options = readOptions(args)
    if (options === 'help') {
      out(`${usage}\n`)
      return 0
    }
    const report = await conformance(options)
    out(`${options.json ? JSON.stringify(asJson(report), null, 2) : asText(report)}\n`)
    return report.results.failed.length ? 1 : 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    err(`${error.message}\n`)
    return 2
  }
}

/** Checks one running server. Fails with a {@link UsageError} where there is nothing to check. */
async function conformance(options: ConformanceOptions): Promise<Report> {
  const api = readDocument()
  const hooks: Hooks = options.hooks === undefined ? { parts: {} } : await loadHooks(options.hooks)
  const wire = openWire({ url: options.url, api, timeout: options.timeout })
  const results = noResults()
  const wanted = (group: string) => options.groups.length === 0 || options.groups.includes(group)
  const program = await readProgram(wire, api)

  let found = await look(wire, api)
  const open = (over: Wire = wire): { backend: LoyaltyBackend; stage: Stage } => {
    const carrier: Carrier = options.carrier === 'cookie' ? { kind: 'cookie', origin: options.origin ?? '' } : { kind: 'bearer' }
    const backend = backendOver({ wire: over, api, has: found.has, carrier, name: options.name ?? options.url })
    return { backend, stage: openStage({ options, backend, program: program ?? ({} as Program), hooks, secrets: wire.secrets }) }
  }
  let { backend, stage } = open()
  if (program) {
    const token = await firstMember(stage, results, wire)
    if (token !== undefined) {
      found = await look(wire, api, token);
      ({ backend, stage } = open())
    }
    const another = options.another === undefined ? undefined : open(openWire({ url: options.another, api, timeout: options.timeout })).stage
    await runContract({ wire, api, stage, another, wanted, timeout: options.timeout, results })
    if (wanted('http')) await runHttp({ wire, api, found, program, stage, backend, origin: options.origin, results })
  } else results.leftOut.push({ group: 'program', check: 'all other checks', needs: ['a good answer of program.get'] })
  addVerdicts(wire, api, results, wanted)
  if (results.passed.length + results.failed.length === 0) throw new UsageError(`Nothing was checked: the server has nothing of ${options.groups.join(', ')}, or no check of it can be run without members.`)
  return {
    url: options.url, title: options.name ?? options.url, programme: program?.name, members: stage.members, results, secrets: wire.secrets,
    marks: groups.map((group) => markOf(results, group, backend[group] !== undefined || isStream(found, api, group))),
  }
}

const isStream = (found: Found, api: ApiDocument, group: string) => [...api.calls.values()].some((call) => call.group === group && call.streams && found.has(call.name))

async function look(wire: Wire, api: ApiDocument, token?: string): Promise<Found> {
  try {
    return await probe(wire, api, token)
  } catch (error) {
    if (error instanceof NoAnswer) throw new UsageError(`${wire.url} stopped answering: ${error.message}.`, { cause: error })
    throw error
  }
}

/** The programme, without which nothing works. Nothing where the answer is no programme. */
async function readProgram(wire: Wire, api: ApiDocument): Promise<Program | undefined> {
  const path = '/v1/program/get'
  try {
    const answer = await wire.send({ call: 'program.get', method: 'GET', path: `${path}?locale=en` })
    if (answer.status === 404 || answer.status === 501) throw new UsageError(`${wire.url}${path} is not there: it answered ${answer.status}. Give the address where the API begins, without /v1.`)
    return answer.status === 200 && answer.json !== undefined && api.answerErrors('program.get', answer.json).length === 0 ? (answer.json as Program) : undefined
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    const certificate = /CERT|SIGNED|SSL|TLS/i.test(error.message) ? ' For a certificate of your own set NODE_EXTRA_CA_CERTS.' : ''
    throw new UsageError(`Nobody answers at ${wire.url}: ${error.message}. Is the server running?${certificate}`, { cause: error })
  }
}

/** One member before all others, so that a sign-up that does not work is told once. */
async function firstMember(stage: Stage, results: Results, wire: Wire): Promise<string | undefined> {
  const subject = await stage.create()
  try {
    const identity = await subject.signUp()
    return identity.kind === 'token' ? identity.token : undefined
  } catch (error) {
    if (error instanceof Lacking) return undefined
    if (error instanceof UsageError) throw error
    const exchange = wire.take().at(-1)
    results.failed.push({
      group: 'members', check: 'members a person can become a member', expected: error instanceof Error ? error.message : String(error), ...(exchange ? { exchange } : {}),
      todo: 'Almost every check begins with a fresh member: mend this first. See --help for the ways to come by members.',
    })
    return undefined
  } finally {
    await subject.dispose()
  }
}

/** Every answer of the run is held against `openapi.json`: for each call that was made that is a check of its own. */
function addVerdicts(wire: Wire, api: ApiDocument, { passed, failed }: Results, wanted: (group: string) => boolean) {
  for (const [name, { answers, wrong }] of wire.verdicts) {
    const group = api.calls.get(name)?.group ?? ''
    // without a programme nothing works, whatever was asked for
    if (!wanted(group) && !(name === 'program.get' && wrong.size)) continue
    const check = `${name} answers what openapi.json promises`
    if (!wrong.size) passed.push({ group, check })
    // first of all: they are the reason of many others
    for (const { wrong: { said, todo }, exchange, count } of [...wrong.values()].reverse()) failed.unshift({ group, check, exchange, todo, expected: `${count} of ${answers} answers had ${said}` })
  }
}
