import type { ElectronRuntime } from '../electron-runtime.d.mts'

export interface Stage {
  /** Runtime, app, Node and launcher. */
  readonly folder: string
  /** This user's folder of stages, for other files that the ordinary user must reach. */
  readonly base: string
  readonly electron: string
  /** What to start: a script that starts Electron, as the ordinary user when there is one. */
  readonly launcher: string
  /** Node 24 for the data service where the runtime's own is too old. */
  readonly node: string
}

export function stageApp(options: {
  readonly runtime: ElectronRuntime
  readonly builtFolder: string
  readonly user: { readonly uid: number; readonly gid: number } | null
}): Stage
