import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

interface Program {
  readonly path: string
  /** Without it the program has no WebDAV. */
  readonly module: string
  /** What it is started with. */
  arguments(config: string): readonly string[]
  config(place: Place): string
  /** How a password stands in the file of users. */
  written(password: string): string
}

interface Place {
  readonly root: string
  readonly files: string
  readonly uploads: string
  readonly users: string
  readonly errors: string
  readonly port: number
}

/** As Debian installs them. */
const PROGRAMS = {
  lighttpd: {
    path: '/usr/sbin/lighttpd',
    module: '/usr/lib/lighttpd/mod_webdav.so',
    arguments: (config) => ['-D', '-f', config],
    config: ({ files, uploads, users, errors, port }) => `
server.modules = ("mod_auth", "mod_authn_file", "mod_webdav")
server.bind = "127.0.0.1"
server.port = ${String(port)}
server.document-root = "${files}"
server.upload-dirs = ("${uploads}")
server.errorlog = "${errors}"
auth.backend = "plain"
auth.backend.plain.userfile = "${users}"
auth.require = ("/" => ("method" => "basic", "realm" => "files", "require" => "valid-user"))
webdav.activate = "enable"
`,
    written: (password) => password,
  },
  nginx: {
    path: '/usr/sbin/nginx',
    module: '/usr/lib/nginx/modules/ngx_http_dav_ext_module.so',
    arguments: (config) => ['-c', config, '-e', 'stderr'],
    // One process: the test ends it by its number.
    config: ({ root, files, uploads, users, errors, port }) => `
load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
daemon off;
master_process off;
pid ${join(root, 'nginx.pid')};
error_log ${errors};
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(uploads, name)};`).join(' ')}
  server {
    listen 127.0.0.1:${String(port)};
    root ${files};
    client_max_body_size 20m;
    auth_basic files;
    auth_basic_user_file ${users};
    dav_methods PUT DELETE MKCOL COPY MOVE;
    dav_ext_methods PROPFIND OPTIONS;
  }
}
`,
    written: (password) => `{SHA}${createHash('sha1').update(password).digest('base64')}`,
  },
} satisfies Record<string, Program>

export type WebdavProgram = keyof typeof PROGRAMS

/** nobody */
const UNPRIVILEGED = 65_534
const PASSWORD = 'p%:ä'
const START_TRIES = 200

/** A real WebDAV server on a free port of this machine, with a folder of its own. */
export interface WebdavTestServer {
  /** With name and password. */
  readonly address: string
  /** What it serves, as it lies on the disk. */
  readonly files: string
  restart(): Promise<void>
  stop(): Promise<void>
  /** Gives what a test put among the files to the server's user. */
  ownAll(): Promise<void>
  /** Takes another password from now on; without one, that of the address again. */
  setPassword(password?: string): Promise<void>
  /** Lets files be made, or not. */
  setWritable(isWritable: boolean): Promise<void>
  /** Stops it and takes everything away. */
  remove(): Promise<void>
}

export function hasWebdavServer(program: WebdavProgram): boolean {
  return existsSync(PROGRAMS[program].path) && existsSync(PROGRAMS[program].module)
}

export async function startWebdavServer(name: WebdavProgram): Promise<WebdavTestServer> {
  const program: Program = PROGRAMS[name]
  const lineOf = (password: string): string => `river:${program.written(password)}\n`
  const root = await mkdtemp(join(tmpdir(), 'tributary-webdav-'))
  const files = join(root, 'files')
  const shared = join(files, 'team folder')
  const users = join(root, 'users')
  const uploads = join(root, 'uploads')
  const errors = join(root, 'error.log')
  await mkdir(shared, { recursive: true })
  await mkdir(uploads)
  await writeFile(users, lineOf(PASSWORD))
  const isRoot = userInfo().uid === 0
  if (isRoot) {
    for (const path of [root, files, shared, users, uploads]) await chown(path, UNPRIVILEGED, UNPRIVILEGED)
  }
  const port = await freePort()
  const config = join(root, 'server.conf')
  await writeFile(config, program.config({ root, files, uploads, users, errors, port }))
  let running: ChildProcess | null = null

  const server: WebdavTestServer = {
    address: `http://river:p%25%3A%C3%A4@127.0.0.1:${String(port)}/team%20folder`,
    files: shared,
    async restart() {
      await server.stop()
      running = spawn(program.path, program.arguments(config), { stdio: 'ignore', ...(isRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}) })
      for (let tries = 0; !(await isListening(port)); tries++) {
        if (tries === START_TRIES || running.exitCode !== null) throw new Error(`${name} did not start: ${await readFile(errors, 'utf8').catch(String)}`)
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
    setPassword: (password) => writeFile(users, lineOf(password ?? PASSWORD)),
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
