import { WayProblem } from './way.ts'
import type { WayProblemKind } from './way.ts'

const WHILE_READING: Readonly<Record<string, WayProblemKind>> = {
  EACCES: 'forbidden', EPERM: 'forbidden',
  ENOSPC: 'full', EDQUOT: 'full', EFBIG: 'full',
  EROFS: 'unwritable', ENAMETOOLONG: 'unwritable',
  EBUSY: 'busy', EAGAIN: 'busy', EMFILE: 'busy', ENFILE: 'busy',
  // The root went away, or what carries it.
  ENOENT: 'unreachable', ENODEV: 'unreachable', ENXIO: 'unreachable', EIO: 'unreachable', ESTALE: 'unreachable', ENOTCONN: 'unreachable', ENOMEDIUM: 'unreachable',
  EHOSTDOWN: 'unreachable', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', ETIMEDOUT: 'unreachable', ECONNRESET: 'unreachable', ECONNABORTED: 'unreachable',
}

const WHILE_WRITING: Readonly<Record<string, WayProblemKind>> = { ...WHILE_READING, EACCES: 'unwritable', EPERM: 'unwritable', EINVAL: 'unwritable' }

/** Says in the words of a way what the system said about a file. What is no system error (an abort, a fault of ours) comes back as it is. */
export function diskProblem(error: unknown, way: string, doing: 'reading' | 'writing'): unknown {
  const code = errorCode(error)
  if (code === null) return error
  return new WayProblem((doing === 'reading' ? WHILE_READING : WHILE_WRITING)[code] ?? 'broken', way, { cause: error })
}

/** The system's code of an error, e.g. ENOENT; null when it is something else. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : null
}
