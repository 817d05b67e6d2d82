import { signMemberToken } from '@loyaltykit/gateway'

/** Answers `GET /loyalty-token`: for the customer of the shop's own session, an empty text for a guest. */
export async function loyaltyToken(customer: { readonly memberId: string; readonly name: string } | null): Promise<Response> {
  const token = customer && (await signMemberToken({
    memberId: customer.memberId,
    issuer: 'https://shop.example',
    audience: 'https://shop.example/loyalty',
    key: process.env['LOYALTY_TOKEN_SECRET'] ?? '',
    claims: { name: customer.name },
  }))
  return new Response(token ?? '', { headers: { 'cache-control': 'no-store' } })
}
