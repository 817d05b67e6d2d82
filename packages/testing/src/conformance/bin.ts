#!/usr/bin/env node
import { main } from './main.ts'

// what is still open (a stream, a late answer) does not keep the command alive, and nothing that was printed is lost
const out: Promise<void>[] = []
const write = (stream: NodeJS.WriteStream) => (text: string) => {
  out.push(new Promise((resolve) => stream.write(text, () => resolve())))
}
const code = await main(process.argv.slice(2), { out: write(process.stdout), err: write(process.stderr) })
await Promise.all(out)
process.exit(code)
