import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const PROGRAM = '/usr/sbin/lighttpd'
/** Where a system keeps its programs for servers, and modules beside them. */
const MODULE = '/usr/lib/lighttpd/mod_webdav.so'
/** nobody */
const UNPRIVILEGED = 65_534
/** The login that the server takes unless another was set. */
export const WEBDAV_LOGIN = 'river:p%:ä'
const START_TRIES = 200

/** A real WebDAV server on a free port of this machine, with a folder of its own. Needs Debian's lighttpd and lighttpd-mod-webdav. */
export interface WebdavTestServer {
  /** With name and password. */
  readonly address: string
  /** What it serves, as it lies on the disk. */
  readonly files: string
  restart(): Promise<void>
  stop(): Promise<void>
  /** Gives what a test put among the files to the server's user. */
  ownAll(): Promise<void>
  setPassword(line: string): Promise<void>
  /** Lets files be made, or not. */
  setWritable(isWritable: boolean): Promise<void>
  /** Stops it and takes everything away. */
  remove(): Promise<void>
}

export function hasWebdavServer(): boolean {
  return existsSync(PROGRAM) && existsSync(MODULE)
}

export async function startWebdavServer(options: { readonly maxRequestKilobytes?: number } = {}): Promise<WebdavTestServer> {
  const root = await mkdtemp(join(tmpdir(), 'tributary-webdav-'))
  const files = join(root, 'files')
  const shared = join(files, 'team folder')
  const users = join(root, 'users')
  await mkdir(shared, { recursive: true })
  await mkdir(join(root, 'uploads'))
  await writeFile(users, `${WEBDAV_LOGIN}\n`)
  const isRoot = userInfo().uid === 0
  if (isRoot) {
    for (const path of [root, files, shared, users, join(root, 'uploads')]) await chown(path, UNPRIVILEGED, UNPRIVILEGED)
  }
  const port = await freePort()
  const config = join(root, 'lighttpd.conf')
  await writeFile(config, `
server.modules = ("mod_auth", "mod_authn_file", "mod_webdav")
server.bind = "127.0.0.1"
server.port = ${String(port)}
server.document-root = "${files}"
server.upload-dirs = ("${join(root, 'uploads')}")
server.errorlog = "${join(root, 'error.log')}"
server.max-request-size = ${String(options.maxRequestKilobytes ?? 0)}
auth.backend = "plain"
auth.backend.plain.userfile = "${users}"
auth.require = ("/" => ("method" => "basic", "realm" => "files", "require" => "valid-user"))
webdav.activate = "enable"
`)
  let running: ChildProcess | null = null

  const server: WebdavTestServer = {
    address: `http://river:p%25%3A%C3%A4@127.0.0.1:${String(port)}/team%20folder`,
    files: shared,
    async restart() {
      await server.stop()
      running = spawn(PROGRAM, ['-D', '-f', config], { stdio: 'ignore', ...(isRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}) })
      for (let tries = 0; !(await isListening(port)); tries++) {
        if (tries === START_TRIES || running.exitCode !== null) throw new Error(`lighttpd did not start: ${await readFile(join(root, 'error.log'), 'utf8').catch(String)}`)
        await delay(25)
      }
    },
    async stop() {
      if (running === null || running.exitCode !== null) return
      const ended = once(running, 'exit')
      running.kill('SIGKILL')
      await ended
      running = null
    },
    async ownAll() {
      if (!isRoot) return
      for (const entry of await readdir(shared, { recursive: true, withFileTypes: true })) await chown(join(entry.parentPath, entry.name), UNPRIVILEGED, UNPRIVILEGED)
    },
    setPassword: (line) => writeFile(users, `${line}\n`),
    setWritable: (isWritable) => chmodAll(shared, isWritable ? 0o755 : 0o555),
    async remove() {
      await server.stop()
      await chmodAll(shared, 0o755)
      await rm(root, { recursive: true, force: true })
    },
  }
  await server.restart()
  return server
}

async function chmodAll(path: string, mode: number): Promise<void> {
  await chmod(path, mode)
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await chmodAll(join(path, entry.name), mode)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
