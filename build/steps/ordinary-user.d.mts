export interface OrdinaryUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}
export function findOrdinaryUser(): OrdinaryUser | null
