/** The recipes of the guide on log-in, run as they stand there, where their language is. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { createGateway, createLogin } from '../index.ts'
import { fakeBackend } from '../../test/backend.ts'

const secret = 'a secret of shop and gateway, 32 b'
const recipe = (name: string) => readFileSync(new URL(`../../../../stories/guides/snippets/${name}`, import.meta.url), 'utf8')
const members = ['m-1', 'участник-7', '會員王小明', 'O\'Neil "Ö" \\ 🙂']

/** By language: how it is run, and what stands below the recipe to sign for each member. Ids come as JSON. */
const languages = [
  {
    name: 'Python', program: 'python3', args: ['-'], isThere: ['--version'],
    code: (ids: string) => `${recipe('member-token.py')}\n\nimport sys\nsys.stdout.reconfigure(encoding="utf-8")\nfor one in json.loads(${JSON.stringify(ids)}):\n    print(member_token(one, issuer="https://shop.example", audience="https://api.example", secret="${secret}", name="Мария 王小明"))\n`,
  },
  {
    name: 'PHP', program: 'php', args: ['--'], isThere: ['--version'],
    code: (ids: string) => `${recipe('member-token.php')}\nforeach (json_decode(base64_decode('${Buffer.from(ids).toString('base64')}')) as $one) echo member_token($one, 'https://shop.example', 'https://api.example', '${secret}', 120, ['name' => 'Мария 王小明']), "\\n";\n`,
  },
] as const

describe('the recipe for a member token', () => {
  for (const { name, program, args, isThere, code } of languages) {
    const found = spawnSync(program, [...isThere]).status === 0
    test(`in ${name} signs what the gateway takes, names in any script`, { skip: found ? false : `${program} is not here` }, async () => {
      const ran = spawnSync(program, [...args], { input: code(JSON.stringify(members)), encoding: 'utf8', timeout: 20_000 })
      assert.equal(ran.status, 0, ran.stderr)
      const tokens = ran.stdout.trim().split('\n')
      const check = async (token: string, keys: string) => {
        const login = createLogin({ url: 'https://api.example', secret: 'a secret of all gateways, 32 bytes', tokens: { issuer: 'https://shop.example', audience: 'https://api.example', keys }, onReport: () => {} })
        const response = await createGateway({ backend: fakeBackend(), login, origins: [], onReport: () => {} }).fetch(new Request('https://api.example/v1/session/current', { headers: { authorization: `Bearer ${token}` } }))
        return response.status === 200 ? ((await response.json()) as { memberId: string }).memberId : response.status
      }
      assert.deepEqual(await Promise.all(tokens.map((token) => check(token, secret))), members)
      assert.equal(await check(tokens[0] ?? '', `another ${secret}`), 401, 'control: by another secret it is refused')
      const claims = JSON.parse(Buffer.from(tokens[1]?.split('.')[1] ?? '', 'base64url').toString('utf8')) as { name: string; iat: number; exp: number }
      assert.deepEqual([claims.name, claims.exp - claims.iat], ['Мария 王小明', 120])
    })
  }

  test('stands in the guide', () => {
    const guide = readFileSync(new URL('../../../../stories/guides/login.mdx', import.meta.url), 'utf8')
    for (const name of ['member-token.py', 'member-token.php']) assert.ok(guide.includes(`./snippets/${name}?raw`), name)
  })
})
