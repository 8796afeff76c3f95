import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { systemClock } from '../../ports/clock.ts'
import { refuse } from '../../refusal.ts'
import type { HubDatabase } from '../../sync/hub/hub-database.ts'
import { startHub } from '../../sync/hub/hub.ts'
import { migrateHub } from '../../sync/hub/hub-schema.ts'
import { readUse } from '../../sync/hub/hub-store.ts'
import { openHubDatabase } from '../../sync/hub/store-address.ts'
import { listenAddress, writeAddress } from './address.ts'
import { type Command, type Io, parse, required, UsageError } from './command.ts'
import { lineLogger } from './line-logger.ts'
import { toldToStop } from './told-to-stop.ts'

const GIB = 1024 ** 3

const OPTIONS = {
  store: { type: 'string' },
  listen: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  allow: { type: 'string' },
  quota: { type: 'string' },
  host: { type: 'string', multiple: true },
  'behind-proxy': { type: 'boolean' },
  use: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** `hub`: runs a relay for sealed bundles until it is told to stop; with `--use` tells what it keeps for whom instead. */
export const hub: Command = {
  usage:
    'hub --store sqlite:PATH|postgres://… (--listen HOST:PORT [--tls-cert FILE --tls-key FILE] [--allow FILE] [--quota GIB] [--host NAME]… [--behind-proxy] | --use [--json])',
  async run(args, io) {
    const { values } = parse(args, OPTIONS, { min: 0, max: 0 })
    const address = required('store', values.store)
    const listen = values.use === true ? null : hubAddress(required('listen', values.listen))
    const tls = listen && tlsOf(values['tls-cert'], values['tls-key'])
    const firms = values.allow === undefined ? null : allowedFirms(values.allow)
    const quota = quotaOf(values.quota)
    const logger = lineLogger(io)
    const store = await openHubDatabase(address, logger)
    if (!store) throw new UsageError('--store: sqlite:PATH | postgres://…')
    if (!listen) return printUse(store, io, values.json === true)
    const running = await reached(store.where, listen, () =>
      startHub({
        ...store, listen, tls, firms, clock: systemClock, logger,
        ...(quota === null ? {} : { quota: { bytesPerFirm: quota } }),
        hosts: values.host?.map((name) => name.toLowerCase()) ?? null,
        isBehindProxy: values['behind-proxy'] === true,
      }),
    )
    const stop = toldToStop()
    io.result(io.say('cli.hub.ready', { address: `${tls ? 'https' : 'http'}://${writeAddress(listen.host, running.port)}`, store: store.where }))
    await stop.told
    await running.close()
    return 0
  },
}

async function printUse({ db, where }: { readonly db: HubDatabase; readonly where: string }, io: Io, asJson: boolean): Promise<number> {
  try {
    await reached(where, null, () => migrateHub(db, where))
    const use = await readUse(db)
    if (asJson) io.json(use)
    else for (const { firm, devices, bundles, bytes } of use) io.result(io.say('cli.hub.use', { firm, devices, bundles, mib: Math.ceil(bytes / 1024 ** 2) }))
    return 0
  } finally {
    await db.close()
  }
}

/** Says in one line what stands in the way of a hub. */
async function reached<T>(where: string, listen: { readonly host: string; readonly port: number } | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    const code = 'code' in cause ? cause.code : undefined
    if (listen && 'syscall' in cause && cause.syscall === 'listen') {
      refuse('hub-address-taken', { address: writeAddress(listen.host, listen.port), message: String(code) }, { cause })
    }
    if (cause.name === 'RelayRefusal' || isOfServer(cause)) refuse('hub-store-unreachable', { where, message: messageOf(cause) }, { cause })
    throw cause
  }
}

/** What PostgreSQL itself says: no such database, wrong password, no right. */
function isOfServer(cause: Error): boolean {
  return 'severity' in cause
}

function messageOf(cause: Error): string {
  const reason = cause.cause instanceof AggregateError ? cause.cause.errors[0] : (cause.cause ?? cause)
  return reason instanceof Error ? reason.message : cause.message
}

function hubAddress(text: string): { readonly host: string; readonly port: number } {
  const { host, port } = listenAddress(text)
  if (host === undefined) throw new UsageError('--listen: HOST:PORT')
  return { host, port }
}

function tlsOf(cert: string | undefined, key: string | undefined): { readonly cert: string; readonly key: string } | null {
  if (cert === undefined && key === undefined) return null
  const files = { cert: required('tls-cert', cert), key: required('tls-key', key) }
  const tls = { cert: read(files.cert), key: read(files.key) }
  try {
    createSecureContext(tls)
  } catch (cause) {
    refuse('hub-tls-wrong', { ...files, message: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
  return tls
}

/** One firm tag a line; what follows a # is a remark. */
function allowedFirms(path: string): ReadonlySet<string> {
  const firms = new Set<string>()
  for (const [i, line] of read(path).split(/\r?\n/).entries()) {
    const tag = line.replace(/#.*/, '').trim().toLowerCase()
    if (tag === '') continue
    if (!/^[0-9a-f]{32}$/.test(tag)) refuse('hub-allow-wrong', { path, line: i + 1 })
    firms.add(tag)
  }
  return firms
}

function quotaOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const gib = Number(text)
  if (!Number.isFinite(gib) || gib <= 0) throw new UsageError('--quota: GIB')
  return Math.floor(gib * GIB)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    return refuse('hub-file-unreadable', { path, message: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
}
