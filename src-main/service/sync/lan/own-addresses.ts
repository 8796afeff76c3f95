import { networkInterfaces } from 'node:os'
import { writeLanAddress } from './lan-address.ts'

/** Gives the addresses under which others in the network may reach a port of this computer, IPv4 first, since they are typed. */
export function ownAddresses(port: number): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const outside = all.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
  return outside.sort((a, b) => a.family.localeCompare(b.family)).map(({ address: host }) => writeLanAddress({ host, port }))
}
