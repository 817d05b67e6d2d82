import { createServer, type Server } from 'node:net'
import { StartError } from './options.ts'

/** Listens, to this machine only. @throws `StartError` when the port is taken, or is not for everybody. */
export function listen<S extends Server>(server: S, port: number, host: string): Promise<S> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') reject(new StartError(`Port ${port} is taken. Stop what uses it, or choose another: PORT=${port < 65_535 ? port + 1 : 4400} npm start`, { cause }))
      else if (cause.code === 'EACCES') reject(new StartError(`Port ${port} may not be used by you. Choose one above 1023: PORT=4400 npm start`, { cause }))
      else reject(cause)
    })
    server.listen(port, host, () => resolve(server))
  })
}

/** @throws `StartError` when the port is taken now. */
export async function refuseTakenPort(port: number): Promise<void> {
  const server = await listen(createServer(), port, '127.0.0.1')
  await new Promise((done) => server.close(done))
}
