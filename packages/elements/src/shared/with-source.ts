/** The names in the query of a partner's link. */
export const sourceNames = { partner: 'loyalty-partner', campaign: 'loyalty-campaign' } as const

/** What core keeps of a source: anything else is none. */
const isName = (text: string | undefined): text is string => text !== undefined && /^[\w.-]{1,64}$/.test(text)

/** The address with who sends the visitor; as it is where that is no name, or where the address is none. */
export function withSource(url: string, { partner, campaign }: { readonly partner: string | undefined; readonly campaign: string | undefined }): string {
  if (!isName(partner) || !URL.canParse(url)) return url
  const address = new URL(url)
  address.searchParams.set(sourceNames.partner, partner)
  if (isName(campaign)) address.searchParams.set(sourceNames.campaign, campaign)
  return address.href
}
