// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { Pairing } from '#shared/contract/sync-join.contract.ts'
import { mountWith } from '../../../../tests/helpers/mount-with.ts'
import PairingCode from './PairingCode.vue'

function mountCode(change: Partial<Pairing> = {}) {
  const pairing: Pairing = {
    code: '7K3P-9QXM-22TD-HV0A-E8RB-5ZNC', expiresAt: Date.now() + 300_000, triesLeft: 4, outcome: 'open', name: '李雷', role: 'rep', addresses: ['192.168.1.5:47100'], ...change,
  }
  return mountWith(PairingCode, { pairing })
}

describe('PairingCode', () => {
  it('shows the groups of an open code, its time, its tries and where to find this computer', () => {
    const code = mountCode()
    expect(code.findAll('.code span').map((group) => group.text())).toEqual(['7K3P', '9QXM', '22TD', 'HV0A', 'E8RB', '5ZNC'])
    expect(code.get('[role=timer]').text()).toMatch(/^(5:00|4:59)$/)
    expect(code.text()).toContain('192.168.1.5:47100')
    expect(code.text()).toContain('sync-join.stop')
  })

  it.each(['used', 'spent', 'expired', 'closed'] as const)('shows no code that is %s, and offers another', (outcome) => {
    const code = mountCode({ outcome })
    expect(code.find('.code').exists()).toBe(false)
    expect(code.get('[role=status]').text()).toBe(`sync-join.outcome.${outcome}`)
    expect(code.text()).toContain('sync-join.again')
  })

  it('takes a code for expired when its time is over, before the service says so', () => {
    const code = mountCode({ expiresAt: Date.now() - 1 })
    expect(code.find('.code').exists()).toBe(false)
    expect(code.get('[role=status]').text()).toBe('sync-join.outcome.expired')
  })

  it('says what was pressed', async () => {
    const code = mountCode()
    const [stop, close] = code.findAll('button')
    await stop?.trigger('click')
    await close?.trigger('click')
    expect(code.emitted()).toMatchObject({ stop: [[]], close: [[]] })
  })
})
