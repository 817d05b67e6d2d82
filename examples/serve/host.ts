/**
 * One origin for each site, so that log-ins and pictures are where the pages are. A page that is asked for under another name of
 * this machine is sent to the right one; gives nothing where all is well.
 */
export function isElsewhere(request: Request, url: string): Response | undefined {
  const asked = new URL(request.url)
  if (asked.origin === url) return undefined
  return ['GET', 'HEAD'].includes(request.method) && !/^\/(loyalty|api|sandbox)\//.test(asked.pathname) 
    ? new Response(null, { status: 307, headers: { location: url + asked.pathname + asked.search } })
    : new Response('Wrong host.', { status: 421 })
}
