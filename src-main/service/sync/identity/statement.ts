import { z } from 'zod'
import { err, ok, type Result } from '#shared/kernel/result.ts'
import { CertificateChain } from './certificate.ts'
import { Grant } from './grant.ts'
import { isScope, type Scope } from './scope.ts'
import { Epoch, hexOf } from './wire.ts'

const MAX_STATEMENTS = 10_000

const AnyScope = z.string().refine((text): text is Scope => isScope(text))

/** A device exists: the chain speaks for itself. */
const CertificateStatement = z.object({ kind: z.literal('certificate'), chain: CertificateChain })
/** Seal with this epoch from now on: these devices were not handed its keys. */
const EpochStatement = z.object({ kind: z.literal('epoch'), epoch: Epoch, without: z.array(hexOf(16)).max(10_000) })
/** What this device says after these heads is void: `[site, scope, number]`. */
const RevokeStatement = z.object({
  kind: z.literal('revoke'),
  device: hexOf(16),
  heads: z.array(z.tuple([hexOf(16), AnyScope, z.int().min(0)])).max(100_000),
})

const Statement = z.discriminatedUnion('kind', [CertificateStatement, Grant, EpochStatement, RevokeStatement])
/** What bundles in the scope `control` say. */
export type Statement = z.infer<typeof Statement>

export interface Statements {
  readonly statements: readonly Statement[]
  /** How many there are of kinds that only a newer version knows. */
  readonly unknown: number
}

/**
 * Reads the payload of a bundle of statements.
 *
 * Edge    members that are not known are left out, kinds that are not known are counted. Who may say what is for the caller to check.
 * Errors  `content` when it is not a list of statements; one bad statement makes the whole list bad.
 */
export function parseStatements(payload: Uint8Array): Result<Statements, 'content'> {
  let content: unknown
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload))
  } catch {
    return err('content')
  }
  const list = z.array(z.object({ kind: z.string() }).loose()).max(MAX_STATEMENTS).safeParse(content)
  if (!list.success) return err('content')
  const known = list.data.filter(({ kind }) => KINDS.has(kind))
  const parsed = z.array(Statement).safeParse(known)
  return parsed.success ? ok({ statements: parsed.data, unknown: list.data.length - known.length }) : err('content')
}

/** Gives the payload of a bundle that says this. */
export function printStatements(statements: readonly Statement[]): Buffer {
  return Buffer.from(JSON.stringify(statements))
}

const KINDS: ReadonlySet<string> = new Set<Statement['kind']>(['certificate', 'grant', 'epoch', 'revoke'])
