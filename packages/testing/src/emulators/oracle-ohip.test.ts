import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emulateOracleOhip, oracleOhipDocuments, oracleOhipRefined } from './oracle-ohip.ts'
import { wireCheck } from './shared/openapi.ts'

test('the emulated OPERA Cloud refuses what OPERA does, pages, and projects the next level, all as its documents say', async () => {
  const { url, appKey, clientId, clientSecret, scope, hotelId, membershipType, hotel, exchanges, close } = await emulateOracleOhip()
  const login = (secret: string) => fetch(`${url}/oauth/v1/tokens`, {
    method: 'POST', headers: { 'x-app-key': appKey, authorization: `Basic ${btoa(`${clientId}:${secret}`)}` }, body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  })
  assert.equal((await login('wrong')).status, 401)
  const { access_token: token } = await (await login(clientSecret)).json() as { access_token: string }
  const headers = { authorization: `Bearer ${token}`, 'x-app-key': appKey, 'x-hotelid': hotelId, 'content-type': 'application/json' }
  const get = (path: string, more: object = {}) => fetch(`${url}/crm/v1${path}`, { headers: { ...headers, ...more } })
  const read = async (path: string) => await (await get(path)).json() as Record<string, unknown>

  const profileId = await hotel.join('+14155550100')
  const { profileDetails } = await read(`/profiles/${profileId}?fetchInstructions=Membership`) as { profileDetails: { profileMemberships: { profileMembership: { membershipId: string; membershipIdNo: number; membershipType: string }[] } } }
  const own = profileDetails.profileMemberships.profileMembership.find((one) => one.membershipType === membershipType)
  assert.deepEqual(await read(`/membershipTierProjections?membershipId=${own?.membershipId}&membershipType=${membershipType}&projectionType=Upgrade`), { membershipTierProjection: { upgrade: '10 more nights or 5 more stays to reach Silver.' } })

  assert.equal((await get('/membershipClaims')).status, 204, 'nothing is no content')
  for (const id of ['B-1', 'B-1', 'B-2']) {
    const body = JSON.stringify({ membershipClaimDetails: { claimType: 'STAY', membership: { membershipIdNo: own?.membershipIdNo }, reservation: { confirmationNo: [{ id }] } } })
    assert.equal((await fetch(`${url}/crm/v1/membershipClaims`, { method: 'POST', headers, body })).status, 201)
  }
  const page = await read('/membershipClaims?limit=2&offset=0') as { hasMore: boolean; totalResults: number; membershipClaimsDetail: object[] }
  assert.deepEqual([page.hasMore, page.totalResults, page.membershipClaimsDetail.length], [true, 3, 2])
  assert.equal((await read('/membershipClaims?confirmationNo=B-1') as { count: number }).count, 2)

  for (const [path, status] of [['/membershipClaims?claimDateStart=2026-01-01&claimDateEnd=2026-11-22', 400], ['/membershipClaims?limit=201', 400], ['/profiles/1', 404], ['/membershipClaims/1', 404], ['/memberships/1/awards', 404]] as const) {
    const answer = await get(path)
    assert.deepEqual([answer.status, typeof (await answer.json() as { 'o:errorCode'?: unknown })['o:errorCode']], [status, 'string'], path)
  }
  assert.equal((await get('/membershipClaims', { authorization: 'Bearer other' })).status, 401)
  assert.equal((await get('/membershipClaims', { 'x-app-key': 'ffffffff-8997-4c69-af34-2f72b83645ff' })).status, 403)
  await close()
  const wire = wireCheck(oracleOhipDocuments, oracleOhipRefined)
  assert.deepEqual(exchanges.flatMap((exchange) => wire?.violations(exchange) ?? []), [])
})
