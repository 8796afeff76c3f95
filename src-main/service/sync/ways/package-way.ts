import { rename, stat } from 'node:fs/promises'
import { readEnvelope } from '../bundle/envelope.ts'
import { PackageDamage, PackageWriter, readPackage, readPackagePiece } from '../bundle/package-file.ts'
import type { PackageDamageKind } from '../bundle/package-file.ts'
import { checkBundleName } from './chain-name.ts'
import { diskProblem, errorCode } from './disk-problem.ts'
import { waitFor } from './wait.ts'
import { WayProblem } from './way.ts'
import type { ChainListing, ChainName, SealedBundle, Way } from './way.ts'

export interface PackageWayOptions {
  /** Names the firm: 32 hex digits. Bundles of other firms are passed over. */
  readonly firm: string
  /** The site of this copy: of its own chains, it may take bundles out again. */
  readonly writer: string
  /** Whether a file that is not there is a mistake (reading one), or is going to be made. */
  readonly mustExist?: boolean
  readonly pollMs?: number
}

/** A package file as a way. */
export interface PackageWay extends Way {
  /** After `list`: why the file could not be read to its end; what came before is there. */
  readonly damage: Exclude<PackageDamageKind, 'no-package'> | null
  /** Closes without writing: the file stays as it was, or is not made. */
  abandon(): Promise<void>
}

interface Entry extends ChainName {
  readonly n: number
  readonly hash: Buffer
  readonly at: number
  readonly isNew: boolean
}

const DEFAULT_POLL_MS = 5_000

/**
 * One file that holds bundles, to be carried by hand or mailed (docs/sync-protocol.md, section 3).
 *
 * Edge    what is put is collected beside the file; `close` makes the file, with what it held before, wholly or not at all. Others have it from then on.
 * Errors  besides those of every way: `forbidden` when everything in it is another firm's. After a put that failed nothing more is taken, and `close` writes nothing.
 * Cost    the file is read once, one bundle in memory.
 */
export function openPackageWay(path: string, options: PackageWayOptions): PackageWay {
  return new OnePackage(path, options)
}

class OnePackage implements PackageWay {
  readonly name: string
  readonly offsetMs = null
  readonly #firm: string
  readonly #writer: string
  readonly #mustExist: boolean
  readonly #pollMs: number
  #entries: Map<string, Entry> | null = null
  #damage: PackageWay['damage'] = null
  /** How the file looked when it was read; '' = it was not there. */
  #stamp = ''
  #collected: PackageWriter | null = null
  /** Something was put or taken away. */
  #isChanged = false
  #failure: unknown = null
  #isClosed = false
  /** One after the other: the writer appends. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string, { firm, writer, mustExist = false, pollMs = DEFAULT_POLL_MS }: PackageWayOptions) {
    this.name = path
    this.#firm = firm
    this.#writer = writer
    this.#mustExist = mustExist
    this.#pollMs = pollMs
  }

  get damage(): PackageWay['damage'] {
    return this.#damage
  }

  list(signal: AbortSignal): Promise<readonly ChainListing[]> {
    return this.#inTurn(signal, 'reading', async () => {
      if (!this.#isChanged && (await this.#look()) !== this.#stamp) this.#entries = null
      const chains = new Map<string, ChainListing>()
      for (const { site, scope, n } of (await this.#index(signal)).values()) {
        const key = `${site}/${scope}`
        const other = chains.get(key)
        chains.set(key, { site, scope, from: Math.min(n, other?.from ?? n), to: Math.max(n, other?.to ?? n) })
      }
      return [...chains.values()]
    })
  }

  get(chain: ChainName, n: number, signal: AbortSignal): Promise<Buffer | null> {
    return this.#inTurn(signal, 'reading', async () => {
      checkBundleName(this.name, chain, n)
      const entry = (await this.#index(signal)).get(keyOf(chain, n))
      return entry === undefined ? null : this.#read(entry)
    })
  }

  put(bundle: SealedBundle, signal: AbortSignal): Promise<'new' | 'known'> {
    return this.#inTurn(signal, 'writing', async () => {
      checkBundleName(this.name, bundle, bundle.n)
      const envelope = readEnvelope(bundle.bytes)
      if (!envelope.ok) throw new WayProblem('broken', this.name, { cause: new Error('not a bundle') })
      const { hash } = envelope.value
      const entries = await this.#index(signal)
      const known = entries.get(keyOf(bundle, bundle.n))
      if (known?.hash.equals(hash) === true) return 'known'
      if (known !== undefined) throw new WayProblem('fork', this.name)
      if (this.#failure !== null) throw this.#failure
      try {
        this.#collected ??= await PackageWriter.create(`${this.name}.new`)
        const at = await this.#collected.add(bundle.bytes)
        entries.set(keyOf(bundle, bundle.n), { site: bundle.site, scope: bundle.scope, n: bundle.n, hash, at, isNew: true })
        this.#isChanged = true
        return 'new'
      } catch (error) {
        // What was collected may end in the middle of a piece. Made into a file without this one it would look like all there is.
        this.#failure = diskProblem(error, this.name, 'writing')
        throw this.#failure
      }
    })
  }

  prune(chain: ChainName, before: number, signal: AbortSignal): Promise<void> {
    return this.#inTurn(signal, 'reading', async () => {
      checkBundleName(this.name, chain, before)
      if (chain.site !== this.#writer) return
      const entries = await this.#index(signal)
      for (const [key, { site, scope, n }] of entries) {
        if (site !== chain.site || scope !== chain.scope || n >= before) continue
        entries.delete(key)
        this.#isChanged = true
      }
    })
  }

  async changed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const known = this.#entries === null ? '' : this.#stamp
    while ((await this.#look()) === known) await waitFor(this.#pollMs, signal)
  }

  async close(): Promise<void> {
    await this.#inTurn(null, 'writing', async () => {
      if (this.#isClosed) return
      this.#isClosed = true
      try {
        if (this.#isChanged && this.#failure === null) await this.#write(this.#collected)
      } finally {
        await this.#collected?.abandon()
      }
    })
  }

  async abandon(): Promise<void> {
    await this.#inTurn(null, 'writing', async () => {
      if (this.#isClosed) return
      this.#isClosed = true
      await this.#collected?.abandon()
    })
  }

  /** Makes the file of what it held and what was collected. */
  async #write(collected: PackageWriter | null): Promise<void> {
    const entries = [...(this.#entries?.values() ?? [])]
    if (collected !== null && entries.length === collected.count && entries.every(({ isNew }) => isNew)) {
      await collected.finish()
      this.#collected = null
      await rename(`${this.name}.new`, this.name)
      return
    }
    const whole = await PackageWriter.create(this.name)
    try {
      for (const entry of entries) await whole.add(await this.#read(entry))
      await whole.finish()
    } catch (error) {
      await whole.abandon()
      throw error
    }
  }

  async #read({ at, isNew }: Entry): Promise<Buffer> {
    return readPackagePiece(isNew ? (this.#collected?.draft ?? this.name) : this.name, at)
  }

  /** What the file holds, read when it is first needed. */
  async #index(signal: AbortSignal): Promise<Map<string, Entry>> {
    if (this.#entries !== null) return this.#entries
    const stamp = await this.#look()
    if (stamp === '' && this.#mustExist) throw new WayProblem('unreachable', this.name, { cause: new Error('no such file') })
    const entries = new Map<string, Entry>()
    this.#damage = null
    const isForeign = stamp !== '' && (await this.#readAll(entries, signal))
    if (isForeign && entries.size === 0) throw new WayProblem('forbidden', this.name, { cause: new Error('a package of another firm') })
    this.#stamp = stamp
    this.#entries = entries
    return entries
  }

  /** Tells whether there are bundles of another firm. */
  async #readAll(entries: Map<string, Entry>, signal: AbortSignal): Promise<boolean> {
    let hasForeign = false
    try {
      for await (const { at, bytes } of readPackage(this.name, signal)) {
        const envelope = readEnvelope(bytes)
        if (!envelope.ok) continue
        const { header: { firm, site, scope, n }, hash } = envelope.value
        const key = keyOf({ site, scope }, n)
        if (firm !== this.#firm) hasForeign = true
        else if (!entries.has(key)) entries.set(key, { site, scope, n, hash, at, isNew: false })
      }
    } catch (error) {
      if (!(error instanceof PackageDamage) || error.kind === 'no-package') throw error
      this.#damage = error.kind
    }
    return hasForeign
  }

  /** Differs when the file is another; '' when it is not there. */
  async #look(): Promise<string> {
    try {
      const { size, mtimeMs, ctimeMs, ino } = await stat(this.name)
      return [size, mtimeMs, ctimeMs, ino].join(':')
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return ''
      throw diskProblem(error, this.name, 'reading')
    }
  }

  #inTurn<T>(signal: AbortSignal | null, doing: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(async () => {
      signal?.throwIfAborted()
      try {
        return await work()
      } catch (error) {
        if (error instanceof PackageDamage) throw new WayProblem('broken', this.name, { cause: error })
        throw diskProblem(error, this.name, doing)
      }
    })
    this.#turn = done.catch(() => undefined)
    return done
  }
}

function keyOf({ site, scope }: ChainName, n: number): string {
  return `${site}/${scope}/${String(n)}`
}
