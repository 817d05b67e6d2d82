/**
 * Elements that came with their shadow roots take them over instead of rendering anew. This has to be there before Lit is, so it is
 * a script of its own, and brings all the rest; the server has told the browser of that already.
 */
import '@lit-labs/ssr-client/lit-element-hydrate-support.js'
import './site.css'

void import('./page.ts')
