import { cpSync, rmSync } from 'node:fs'
import { openWorkspace, type Workspace, type WorkspacePorts } from '#service/db/workspace.ts'
import type { Identity } from '#service/sync/identity/identity.ts'

export interface Receiver {
  readonly workspace: Workspace
  readonly identity: Identity
}

/** Opens a copy of a closed copy in a folder, which may hold one from before. */
export function openCopy(target: string, directory: string, ports: WorkspacePorts): Receiver {
  rmSync(directory, { recursive: true, force: true })
  cpSync(target, directory, { recursive: true })
  const workspace = openWorkspace(directory, ports)
  if (!workspace.identity) throw new Error('receiver: a copy without keys')
  return { workspace, identity: workspace.identity }
}

export function closeCopy(workspace: Workspace, directory: string): void {
  workspace.close()
  rmSync(directory, { recursive: true, force: true })
}

export function withCopy<T>(target: string, directory: string, ports: WorkspacePorts, work: (workspace: Workspace, identity: Identity) => T): T {
  const { workspace, identity } = openCopy(target, directory, ports)
  try {
    return work(workspace, identity)
  } finally {
    closeCopy(workspace, directory)
  }
}

/** Errors: throws when not all bundles were merged. */
export function checkMerged({ merged, held }: { readonly merged: number; readonly held: readonly unknown[] }, bundles: readonly Buffer[]): void {
  if (merged !== bundles.length || held.length > 0) throw new Error(`receiver: ${String(merged)} of ${String(bundles.length)} bundles were merged`)
}
