import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writePrivateFile } from '../../keys/private-file.ts'
import { openWith, sealWith } from '../../keys/seal-with.ts'
import { refuse } from '../../refusal.ts'
import { CertificateChain, verifyChain } from './certificate.ts'
import { deviceKeyFromSeeds } from './device-key.ts'
import { firmTagOf } from './firm-tag.ts'
import type { Identity } from './identity.ts'
import { isScope, type Scope } from './scope.ts'
import { base64Of, Epoch, hexOf } from './wire.ts'

export const IDENTITY_FILE = 'identity.json'

const PURPOSE = 'identity'

const PlainText = z.strictObject({
  format: z.literal('tributary-identity-1'),
  device: z.strictObject({ signing: hexOf(32), agreement: hexOf(32) }),
  rootKey: hexOf(32),
  chain: CertificateChain,
  controlKey: hexOf(32),
  firstKeys: z.array(
    z.strictObject({ epoch: Epoch, secret: hexOf(32).nullable(), keys: z.record(z.string().refine((text): boolean => isScope(text)), hexOf(32)) }),
  ),
  rootSeed: hexOf(32).nullable(),
  genesis: z.record(z.string(), z.unknown()),
})
type PlainText = z.infer<typeof PlainText>

const SealedText = z.strictObject({ format: z.literal('tributary-identity-sealed-1'), sealed: base64Of(4_194_304) })

/**
 * Reads who a copy is, from beside its database.
 *
 * Shape   null when there is no such file: a copy from before copies had keys, which merges files and nothing else.
 * Edge    a file that is not sealed is read also where there is a key.
 * Errors  `identity-damaged`, with the path.
 */
export function readIdentity(directory: string, key: Uint8Array | null): Identity | null {
  return readIdentityAt(join(directory, IDENTITY_FILE), key)
}

/** The same for a file of any name. */
export function readIdentityAt(path: string, key: Uint8Array | null): Identity | null {
  if (!existsSync(path)) return null
  const plain = plainOf(parseJson(readFileSync(path, 'utf8')), key)
  return (plain && identityOf(plain)) ?? refuse('identity-damaged', { path })
}

/** Writes who a copy is, for this user alone, sealed under the workspace's key when it has one; whole or not at all. */
export function writeIdentity(directory: string, identity: Identity, key: Uint8Array | null): void {
  writeIdentityAt(join(directory, IDENTITY_FILE), identity, key)
}

/** The same for a file of any name. */
export function writeIdentityAt(path: string, identity: Identity, key: Uint8Array | null): void {
  const { deviceKey, rootKey, chain, controlKey, firstKeys, rootSeed, genesis } = identity
  const plain: PlainText = {
    format: 'tributary-identity-1',
    device: { signing: hex(deviceKey.seeds.signing), agreement: hex(deviceKey.seeds.agreement) },
    rootKey: hex(rootKey),
    chain: [...chain],
    controlKey: hex(controlKey),
    firstKeys: firstKeys.map(({ epoch, secret, keys }) => ({
      epoch,
      secret: secret && hex(secret),
      keys: Object.fromEntries([...keys].map(([scope, value]) => [scope, hex(value)])),
    })),
    rootSeed: rootSeed && hex(rootSeed),
    genesis,
  }
  const text = key ? { format: 'tributary-identity-sealed-1', sealed: sealWith(key, PURPOSE, Buffer.from(JSON.stringify(plain))).toString('base64') } : plain
  writePrivateFile(path, `${JSON.stringify(text, null, 1)}\n`)
}

function plainOf(content: unknown, key: Uint8Array | null): PlainText | null {
  const sealed = SealedText.safeParse(content)
  const opened = sealed.success && key ? openWith(key, PURPOSE, Buffer.from(sealed.data.sealed, 'base64')) : null
  const plain = PlainText.safeParse(sealed.success ? parseJson(opened?.toString('utf8') ?? '') : content)
  return plain.success ? plain.data : null
}

/** Null when the parts do not belong together. */
function identityOf(plain: PlainText): Identity | null {
  const deviceKey = deviceKeyFromSeeds({ signing: bytes(plain.device.signing), agreement: bytes(plain.device.agreement) })
  const rootKey = bytes(plain.rootKey)
  // units may have moved since, which is for those to judge who receive from us
  const certified = verifyChain(plain.chain, { rootKey, at: null, takesIn: () => true })
  if (!certified.ok || !certified.value.device.equals(deviceKey.device)) return null
  return {
    deviceKey,
    rootKey,
    firmTag: firmTagOf(rootKey),
    chain: plain.chain,
    certified: certified.value,
    controlKey: bytes(plain.controlKey),
    firstKeys: plain.firstKeys.map(({ epoch, secret, keys }) => ({
      epoch,
      secret: secret === null ? null : bytes(secret),
      keys: new Map(Object.entries(keys).map(([scope, key]) => [scope as Scope, bytes(key)])),
    })),
    rootSeed: plain.rootSeed === null ? null : bytes(plain.rootSeed),
    genesis: plain.genesis,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // no JSON: the same as any other content that is not ours
    return null
  }
}

function hex(content: Buffer): string {
  return content.toString('hex')
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'hex')
}
