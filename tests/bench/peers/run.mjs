import { readFileSync } from 'node:fs'
import { prepareAutomerge } from './automerge.mjs'
import { prepareCrsqlite } from './crsqlite.mjs'
import { prepareYjs } from './yjs.mjs'

/** `run.mjs PEER CHANGES RUNS`: merges the changes of a file with one peer; prints the milliseconds of processor time and by the clock of each run as JSON. */

const PEERS = { yjs: prepareYjs, crsqlite: prepareCrsqlite, automerge: prepareAutomerge }
const [peer, file, runs] = process.argv.slice(2)
const changes = JSON.parse(readFileSync(file, 'utf8'))
const spent = []
for (let run = 0; run < Number(runs); run++) {
  const { merge, rows, close } = await PEERS[peer](changes)
  const before = process.cpuUsage()
  const start = performance.now()
  await merge()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  spent.push({ wall, cpu: (user + system) / 1000 })
  const expected = changes.shared.length + changes.sites.flat().filter(({ isNew }) => isNew).length
  if ((await rows()) !== expected) throw new Error(`${peer}: not all rows are there`)
  await close()
}
process.stdout.write(JSON.stringify(spent))
