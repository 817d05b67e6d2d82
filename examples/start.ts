/**
 * `npm start`: builds what is older than its sources, then serves all examples, on sandboxes that keep their state. The hotel is the next port,
 * the booking engine that it hands over to the one after.
 *
 *   npm start                      http://localhost:4400
 *   PORT=5000 npm start
 *   npm start -- --fresh           begins anew
 *   npm start -- --data=elsewhere  keeps the state in another folder than .data
 */
import { buildWhatIsOld } from './serve/build.ts'
import { StartError, startOptions } from './serve/options.ts'
import { refuseTakenPort } from './serve/port.ts'

try {
  const options = startOptions(process.argv.slice(2), process.env)
  // a build takes a while: what is wrong already is said before it
  for (const port of [options.port, options.hotelPort, options.enginePort, options.partnerPort]) await refuseTakenPort(port)
  await buildWhatIsOld((line) => console.log(line))
  // what follows imports what was built
  const { serveExamples } = await import('./serve/serve.ts')
  const served = await serveExamples(options)
  console.log(`
  LoyaltyKit examples   ${served.url}/

    a hotel             ${served.hotelUrl}/en   (its booking engine: ${served.engineUrl})
    a shop              ${served.url}/shop/
    a partner's page    ${served.partnerUrl}/
    one HTML file       ${served.url}/html/

  One-time codes appear here and in the Sandbox panel of each page. State: ${options.data}
  Stop with Ctrl+C.  Begin anew: npm start -- --fresh
`)
  let closing = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (closing) process.exit(1)
      closing = true
      void served.close().then(() => process.exit(0))
    })
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exit(1)
}
