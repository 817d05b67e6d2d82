/** What this site uses of the programme, on the server and in the page: the types of the clients have no more. */
export const groups = ['session', 'members', 'balances', 'activity', 'tiers', 'offers', 'quotes', 'redemptions', 'rewards', 'partners', 'preferences', 'claims', 'cards', 'stream'] as const
