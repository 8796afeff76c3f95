import { join } from 'node:path'
import { createService } from './create-service.ts'
import { findParent } from './parent.ts'
import { parentKeyStore } from './parent-key-store.ts'
import { parentLogger } from './parent-logger.ts'
import { serveParent } from './serve-parent.ts'

/** The data service as a process under the shell: Electron's utility process in the product, a forked Node in development and tests. */
const parent = findParent()
const logger = parentLogger(parent.send)
// Built, everything is one CommonJS file beside worker.cjs; in development Node runs the sources.
const workerFile = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? 'worker.ts' : 'worker.cjs')

const keys = parentKeyStore(parent.send)

serveParent(parent, (workspaceDir) => createService({ workspaceDir, workerFile, logger, keyStore: keys.store }), logger, (code) => process.exit(code), keys.answer)
