export interface VirtualDisplay {
  readonly display: string
  /** Arguments for every Electron that opens a window on it. */
  readonly switches: readonly string[]
  readonly stop: () => void
}

export function hasDisplay(): boolean
export function startVirtualDisplay(user: { readonly uid: number; readonly gid: number } | null, size?: string): Promise<VirtualDisplay>
