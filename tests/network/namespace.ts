import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../simulator/random.ts'
import { type Link, MOST_MS, newCounts, SHORTEST_MS } from './link.ts'

const NAME = 'tributary'

/** Tells whether network namespaces can be made: only root may, and not in every container. */
export function canMakeNamespaces(): boolean {
  const probe = `${NAME}-${String(process.pid)}-probe`
  try {
    ip('netns', 'add', probe)
    ip('link', 'add', 'trib-probe', 'type', 'veth', 'peer', 'name', 'trib-peer')
    ip('link', 'del', 'trib-probe')
    return true
  } catch {
    return false
  } finally {
    quietly('netns', 'del', probe)
  }
}

/**
 * A network of its own, joined to this one by a cable that can be pulled out: what is on its way then is lost, nobody is told, and TCP goes on by itself when it
 * is back. A new address leaves behind connections that are dead for ever.
 */
export function openNamespace(n: number, random: Random): Link {
  sweep()
  const name = `${NAME}-${String(process.pid)}-${String(n)}`
  const [outside, inside] = [`trib${String(process.pid % 100_000)}o${String(n)}`, `trib${String(process.pid % 100_000)}i${String(n)}`]
  const subnet = `10.${String(200 + (process.pid % 50))}.${String(n)}`
  const counts = newCounts()
  let host = 2
  ip('netns', 'add', name)
  ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', name)
  ip('addr', 'add', `${subnet}.1/24`, 'dev', outside)
  ip('link', 'set', outside, 'up')
  ip('-n', name, 'addr', 'add', `${subnet}.2/24`, 'dev', inside)
  for (const device of [inside, 'lo']) ip('-n', name, 'link', 'set', device, 'up')

  return {
    prefix: ['ip', 'netns', 'exec', name],
    counts,
    addressOf: (port) => Promise.resolve(`${subnet}.1:${String(port)}`),
    async trouble(until) {
      while (!until.aborted) {
        await pause(until)
        if (until.aborted) break
        if (random.chance(0.3)) move()
        else await partition(until)
      }
    },
    close() {
      quietly('netns', 'del', name)
      quietly('link', 'del', outside)
      return Promise.resolve()
    },
  }

  async function partition(until: AbortSignal): Promise<void> {
    counts.partitions++
    ip('link', 'set', outside, 'down')
    await pause(until)
    ip('link', 'set', outside, 'up')
  }

  function move(): void {
    counts.moved++
    host = host === 200 ? 2 : host + 1
    ip('-n', name, 'addr', 'flush', 'dev', inside)
    ip('-n', name, 'addr', 'add', `${subnet}.${String(host)}/24`, 'dev', inside)
  }

  function pause(until: AbortSignal): Promise<void> {
    return sleep(SHORTEST_MS + random.int(MOST_MS - SHORTEST_MS), undefined, { signal: until }).catch(() => undefined)
  }
}

/** Takes away what a process left that was killed. */
function sweep(): void {
  for (const line of ip('netns', 'list').split('\n')) {
    const [name = ''] = line.split(' ')
    const [, pid] = new RegExp(`^${NAME}-(\\d+)-`).exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) quietly('netns', 'del', name)
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** It may be gone already. */
function quietly(...args: readonly string[]): void {
  try {
    ip(...args)
  } catch {
    // then it is gone
  }
}
