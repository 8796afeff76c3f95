export function hasDisplay(): boolean
export function startVirtualDisplay(
  user: { readonly uid: number; readonly gid: number } | null,
  size?: string,
): Promise<{ readonly display: string; readonly stop: () => void }>
