export interface ElectronRuntime {
  readonly source: 'official' | 'override' | 'stock'
  readonly folder: string
  readonly executable: string
  readonly version: string
  readonly major: number
}
export function findElectronRuntime(): Promise<ElectronRuntime>
