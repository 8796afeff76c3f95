import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { openWorkspace, type Workspace } from '#service/db/workspace.ts'
import { checkWorkspace } from '#service/features/check/check-workspace.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { Random } from './random.ts'

const NAMES = ['head', 'rep'] as const
/** After the first edit of a round the process is killed within this time. */
const LONGEST_MS = 300

export interface CrashRounds {
  readonly edits: number
  readonly problems: readonly string[]
}

/**
 * Lets a real process work on two copies, kills it at a random moment, and looks at what it left; so many times over on the same copies.
 *
 * Cost    about 0.6 s a round.
 */
export async function crashRounds(rounds: number, seed: number): Promise<CrashRounds> {
  const root = mkdtempSync(join(tmpdir(), 'tributary-crash-'))
  const random = new Random(seed)
  const problems: string[] = []
  const acknowledged = new Map<string, number>()
  const published = new Map<string, string>()
  let next = 1
  try {
    found(root)
    for (let round = 0; round < rounds && problems.length === 0; round++) {
      next = (await workAndKill(root, next, acknowledged, random.int(LONGEST_MS))) + 1
      const found = inspect(root, acknowledged, published)
      problems.push(...found.map((problem) => `round ${String(round)}: ${problem}`))
    }
    return { edits: next, problems }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function found(root: string): void {
  mkdirSync(join(root, 'folder'))
  foundFirm({ directory: join(root, 'head'), firm: 'firm', currency: 'CNY', employee: 'head', role: 'manager' }).close()
  joinFirm({ directory: join(root, 'rep'), joinFile: join(root, 'head', 'firm.join'), employee: 'rep', role: 'rep' }).close()
}

/** Gives the greatest number that the process had said. */
async function workAndKill(root: string, first: number, acknowledged: Map<string, number>, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), root, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/crash') },
  })
  let last = first
  let isDying = false
  for await (const line of createInterface(child.stdout)) {
    const [copy, row, number] = line.split(' ')
    acknowledged.set(`${String(copy)} ${String(row)}`, Number(number))
    last = Number(number)
    if (isDying) continue
    isDying = true
    void delay(afterMs).then(() => child.kill('SIGKILL'))
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  if (child.signalCode !== 'SIGKILL') throw new Error(`crash: the process ended by itself with ${String(child.exitCode)}`)
  return last
}

function inspect(root: string, acknowledged: ReadonlyMap<string, number>, published: Map<string, string>): string[] {
  const problems: string[] = []
  for (const [copy, name] of NAMES.entries()) {
    const workspace = openWorkspace(join(root, name))
    try {
      for (const [key, number] of acknowledged) {
        const [whose, row] = key.split(' ').map(Number)
        if (whose !== copy) continue
        const note = workspace.db.prepare('SELECT note FROM customer WHERE id = ?').pluck().get(Buffer.alloc(16, 16 * (copy + 1) + (row ?? 0)))
        if (!(Number(note) >= number)) problems.push(`${name}: row ${String(row)} was saved with ${String(number)} and has ${String(note)}`)
      }
      for (const finding of checkWorkspace(workspace.db)) if (finding.kind !== 'orphan') problems.push(`${name}: check finds ${JSON.stringify(finding)}`)
      problems.push(...numbersOf(root, workspace, published).map((problem) => `${name}: ${problem}`))
    } finally {
      workspace.close()
    }
  }
  return problems
}

/** Compares what a copy has sealed with what it has put into the folder, now and ever. */
function numbersOf(root: string, { db, site, identity }: Workspace, published: Map<string, string>): string[] {
  const problems: string[] = []
  const own = Buffer.from(site).toString('hex')
  const shelf = join(root, 'folder', identity?.firmTag.toString('hex') ?? '', own, own)
  const sealed = new Map(
    db
      .prepare<[], [string, number, Buffer]>('SELECT scope, n, hash FROM sync_bundle WHERE alias = (SELECT site FROM sync_ctx)')
      .raw()
      .all()
      .map(([scope, n, hash]) => [`${scope} ${String(n)}`, hash.toString('hex', 0, 8)]),
  )
  const heads = new Map(db.prepare<[], [string, number]>('SELECT scope, n FROM sync_chain WHERE alias = (SELECT site FROM sync_ctx)').raw().all())
  for (const scope of namesIn(shelf)) {
    for (const file of namesIn(join(shelf, scope))) {
      const [, digits, hash] = /^([0-9]{10})-([0-9a-f]{16})\.trb$/.exec(file) ?? []
      if (digits === undefined || hash === undefined) continue
      const n = Number(digits)
      const before = published.get(`${own} ${scope} ${String(n)}`)
      if (before !== undefined && before !== hash) problems.push(`number ${String(n)} in ${scope} was used twice`)
      published.set(`${own} ${scope} ${String(n)}`, hash)
      const here = sealed.get(`${scope} ${String(n)}`)
      if (here !== undefined && here !== hash) problems.push(`number ${String(n)} in ${scope} is another bundle in the folder`)
      if (n > (heads.get(scope) ?? 0)) problems.push(`number ${String(n)} in ${scope} was published and is not sealed`)
    }
  }
  return problems
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw cause
  }
}
