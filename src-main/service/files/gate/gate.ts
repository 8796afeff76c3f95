import { open, readFile, stat } from 'node:fs/promises'
import { DEFAULT_LIMITS, type FileLimits } from '../limits.ts'
import { FileRefused, type ForeignKind } from '../refusal.ts'
import { refuseZipBomb, zipEntries } from './zip-directory.ts'

/** What passed the gate, and how it is to be read. */
export type AdmittedFile =
  | { readonly kind: 'csv'; readonly file: string; readonly bytes: number; readonly isGzip: boolean }
  | { readonly kind: 'xlsx'; readonly file: string; readonly bytes: number }

const HEAD_BYTES = 4096

/** First bytes of what people drop by mistake. */
const FOREIGN: readonly (readonly [readonly number[], ForeignKind])[] = [
  [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], 'old-excel'],
  [[0x25, 0x50, 0x44, 0x46], 'pdf'],
  [[0x89, 0x50, 0x4e, 0x47], 'image'],
  [[0xff, 0xd8, 0xff], 'image'],
  [[0x47, 0x49, 0x46, 0x38], 'image'],
  [[0x52, 0x61, 0x72, 0x21], 'archive'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'archive'],
]

/**
 * Looks at a file before any parser does, and says how to read it.
 *
 * Errors  throws FileRefused for anything that is not a text table or a workbook, or that would cost more than the limits
 *         allow. Cells, rows and columns are counted by the readers, as they come.
 * Cost    a workbook is inflated once without being kept; a text file is only looked at.
 */
export async function admitFile(file: string, limits: FileLimits = DEFAULT_LIMITS): Promise<AdmittedFile> {
  const found = await fileSize(file)
  if (found.isFolder) throw new FileRefused({ kind: 'not-a-table', file, found: 'folder' })
  const bytes = found.bytes
  if (bytes === 0) throw new FileRefused({ kind: 'empty', file })
  if (bytes > limits.fileBytes) throw new FileRefused({ kind: 'too-large', file, bytes, limit: limits.fileBytes })

  const head = await firstBytes(file)
  const foreign = FOREIGN.find(([magic]) => magic.every((byte, index) => head[index] === byte))
  // An encrypted workbook is an OLE container like an old .xls; only its directory names tell them apart.
  if (foreign?.[1] === 'old-excel' && (await isEncryptedWorkbook(file))) throw new FileRefused({ kind: 'encrypted', file })
  if (foreign !== undefined) throw new FileRefused({ kind: 'not-a-table', file, found: foreign[1] })
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: 'csv', file, bytes, isGzip: true }
  if (head[0] === 0x50 && head[1] === 0x4b) {
    await admitWorkbook(file, limits)
    return { kind: 'xlsx', file, bytes }
  }
  const isUtf16 = head[0] === 0xff && head[1] === 0xfe
  if (!isUtf16 && head.includes(0)) throw new FileRefused({ kind: 'not-a-table', file, found: 'binary' })
  return { kind: 'csv', file, bytes, isGzip: false }
}

async function admitWorkbook(file: string, limits: FileLimits): Promise<void> {
  const content = await readFile(file)
  const entries = zipEntries(file, content, limits)
  await refuseZipBomb(file, content, entries, limits)
  const names = new Set(entries.map((entry) => entry.name))
  if (!names.has('[Content_Types].xml')) throw new FileRefused({ kind: 'not-a-table', file, found: 'archive' })
  if (!entries.some((entry) => entry.name.startsWith('xl/worksheets/'))) {
    throw new FileRefused({ kind: 'not-a-table', file, found: 'other-office' })
  }
}

async function fileSize(file: string): Promise<{ readonly bytes: number; readonly isFolder: boolean }> {
  try {
    const found = await stat(file)
    return { bytes: found.size, isFolder: found.isDirectory() }
  } catch (error) {
    throw new FileRefused({ kind: 'not-found', file }, { cause: error })
  }
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function isEncryptedWorkbook(file: string): Promise<boolean> {
  const content = await readFile(file)
  return content.includes(Buffer.from('EncryptedPackage', 'utf16le'))
}
