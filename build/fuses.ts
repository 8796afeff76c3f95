import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'

/**
 * What the product's Electron may do. Every fuse is named: the type asks for all of them, so a new one breaks the build until
 * somebody has decided about it.
 */
export const fuses: Readonly<Record<FuseV1Options, boolean>> = {
  // The product never plays Node for others (ELECTRON_RUN_AS_NODE); the data service is a utility process.
  [FuseV1Options.RunAsNode]: false,
  // Needs a signed build on macOS, or the keychain asks at every start.
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Pages come from app://; file:// needs no privileges.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // The default: WebAssembly stays fast.
  [FuseV1Options.WasmTrapHandlers]: true,
}

const known = Object.keys(fuses).map(Number) as FuseV1Options[]

/** Sets all fuses of a packed Electron. Gives the ones that this Electron is too old to have. */
export async function setFuses(executable: string): Promise<FuseV1Options[]> {
  const wire = await getCurrentFuseWire(executable)
  const absent = known.filter((fuse) => !isPresent(wire[fuse]))
  const present = Object.fromEntries(known.filter((fuse) => !absent.includes(fuse)).map((fuse) => [fuse, fuses[fuse]]))
  await flipFuses(executable, { version: FuseVersion.V1, ...present })
  return absent
}

/** Reads the fuses back and gives one line for each that is not what it should be. */
export async function wrongFuses(executable: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(executable)
  return known.flatMap((fuse) => {
    const state = wire[fuse]
    if (!isPresent(state)) return []
    const wanted = fuses[fuse] ? FuseState.ENABLE : FuseState.DISABLE
    return state === wanted ? [] : [`${fuseName(fuse)} is ${String.fromCharCode(state)}, wanted ${String.fromCharCode(wanted)}`]
  })
}

export function fuseName(fuse: FuseV1Options): string {
  return FuseV1Options[fuse]
}

/** A fuse beyond the end of the wire is undefined; a removed one is marked so in the wire. */
function isPresent(state: FuseState | undefined): state is FuseState {
  return state !== undefined && state !== FuseState.REMOVED
}
