import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { BUNDLE_LIMIT } from './header.ts'

/** One bundle in a package, unchecked. */
export interface PackagePiece {
  /** Where in the file its length stands. */
  readonly at: number
  readonly bytes: Buffer
}

/** `no-package` does not begin like one; `cut` ends within a piece; `too-large` a piece says that it is larger than a bundle may be. */
export type PackageDamageKind = 'no-package' | 'cut' | 'too-large'

/** Why a package cannot be read on. Pieces that came before are whole. */
export class PackageDamage extends Error {
  override readonly name = 'PackageDamage'
  readonly kind: PackageDamageKind
  /** Where in the file, in bytes from its beginning. */
  readonly at: number

  constructor(kind: PackageDamageKind, at: number) {
    super(`${kind} at byte ${String(at)}`)
    this.kind = kind
    this.at = at
  }
}

const MAGIC = Buffer.from('TRP1')
const LENGTH = 4

/**
 * Reads the bundles of a package (protocol section 3) one after the other.
 *
 * Errors  `PackageDamage`; what the file system says is thrown on, an abort rejects with the signal's reason.
 * Cost    one bundle in memory; what a piece claims is not allocated before the file is known to be long enough.
 */
export async function* readPackage(path: string, signal?: AbortSignal): AsyncGenerator<PackagePiece, void> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const magic = await readAt(file, 0, Math.min(size, MAGIC.length))
    if (!magic.equals(MAGIC)) throw new PackageDamage('no-package', 0)
    for (let at = MAGIC.length; at < size;) {
      signal?.throwIfAborted()
      const bytes = await readPiece(file, at, size)
      yield { at, bytes }
      at += LENGTH + bytes.length
    }
  } finally {
    await file.close()
  }
}

/** Reads one piece again that `readPackage` gave. Errors: as there. */
export async function readPackagePiece(path: string, at: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    return await readPiece(file, at, (await file.stat()).size)
  } finally {
    await file.close()
  }
}

async function readPiece(file: FileHandle, at: number, size: number): Promise<Buffer> {
  if (size - at < LENGTH) throw new PackageDamage('cut', at)
  const length = (await readAt(file, at, LENGTH)).readUInt32LE()
  if (length > BUNDLE_LIMIT) throw new PackageDamage('too-large', at)
  if (size - at - LENGTH < length) throw new PackageDamage('cut', at)
  return await readAt(file, at + LENGTH, length)
}

/** Reads exactly so many bytes; the file was long enough when it was looked at. */
async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done)
    if (bytesRead === 0) throw new PackageDamage('cut', at + done)
    done += bytesRead
  }
  return bytes
}

/**
 * Writes a package: under a name of its own until it is whole, so that nobody takes half of one.
 *
 * Errors  what the file system says; after that, or instead of `finish`, call `abandon`, which leaves nothing behind.
 */
export class PackageWriter {
  readonly #path: string
  readonly #file: FileHandle
  #count = 0
  #end = 0

  private constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** Begins a package that will stand at `path`; one that is there stays until this one is finished. */
  static async create(path: string): Promise<PackageWriter> {
    const file = await open(partOf(path), 'w')
    const writer = new PackageWriter(path, file)
    await writer.#append(MAGIC)
    return writer
  }

  /** The file that is being written. */
  get draft(): string {
    return partOf(this.#path)
  }

  /** Bundles written so far. */
  get count(): number {
    return this.#count
  }

  /** Gives where the piece stands: `readPackagePiece` has it there, before `finish` in the file named by {@link draft}. */
  async add(bundle: Buffer): Promise<number> {
    if (bundle.length > BUNDLE_LIMIT) throw new Error(`package-file: a bundle of ${String(bundle.length)} bytes`)
    const length = Buffer.alloc(LENGTH)
    length.writeUInt32LE(bundle.length)
    const at = this.#end
    await this.#append(length)
    await this.#append(bundle)
    this.#count++
    return at
  }

  async finish(): Promise<void> {
    await this.#file.sync()
    await this.#file.close()
    await rename(partOf(this.#path), this.#path)
  }

  async abandon(): Promise<void> {
    await this.#file.close()
    await rm(partOf(this.#path), { force: true })
  }

  /** All of it: one write may take less. */
  async #append(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length;) done += (await this.#file.write(bytes, done)).bytesWritten
    this.#end += bytes.length
  }
}

function partOf(path: string): string {
  return `${path}.part`
}
