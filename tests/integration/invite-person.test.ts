import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { idBytes, idText } from '#service/db/record-id.ts'
import { openWorkspace, type Workspace } from '#service/db/workspace.ts'
import { saveEmployee, saveUnit } from '#service/features/organisation/organisation.commands.ts'
import { invitePerson } from '#service/features/workspace/invite-person.ts'
import { joinInvited } from '#service/features/workspace/join-invited.ts'
import { findDevice } from '#service/sync/chain/devices.ts'
import { sealOutbox } from '#service/sync/chain/seal-outbox.ts'
import { keyringOf } from '#service/sync/identity/first-keys.ts'
import { repScope } from '#service/sync/identity/scope.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { carry, identityOf } from '../helpers/bundle-copies.ts'
import { kindsOf, setupCopy, setupDirectory, setupWorkspace, TEST_NOW } from '../helpers/setup-workspace.ts'

function joinWith(text: string, now = TEST_NOW): Workspace {
  return joinInvited({ directory: join(setupDirectory(), 'joined') }, text, { clock: fixedClock(now) })
}

function invited(host: Workspace, employeeId: string): string {
  return JSON.stringify(invitePerson(host, employeeId).invitation)
}

describe('invitePerson and joinInvited', () => {
  it('makes the copy of a representative, who reads what is his', () => {
    const { workspace: host } = setupWorkspace({ unitPath: null })
    const unit = saveUnit(host, { name: '华东', parentId: null })
    const rep = saveEmployee(host, { fields: { name: '李雷', role: 'rep', orgUnitId: unit.id } })
    const joined = joinWith(invited(host, rep.id))
    expect(joined.actor).toEqual({ employeeId: idBytes(rep.id), role: 'rep' })
    expect(joined.db.prepare('SELECT name, org_unit_id FROM employee WHERE id = ?').get(idBytes(rep.id))).toEqual({ name: '李雷', org_unit_id: idBytes(unit.id) })
    expect(joined.identity?.certified).toMatchObject({ role: 'rep', isAdmin: false, scopes: [repScope(idBytes(rep.id))] })
    const keyring = joined.identity && keyringOf(joined.identity)
    expect(keyring?.keyOf('firm', 1)).not.toBeNull()
    expect(keyring?.keyOf(repScope(idBytes(rep.id)), 1)).not.toBeNull()
    expect(keyring?.keyOf('whole', 1)).toBeNull()
    joined.close()
    const again = openWorkspace(joined.directory)
    expect(again.actor.role).toBe('rep')
    again.close()
  })

  it('takes the employee that is meant, also when he goes by another name now', () => {
    const { workspace: host } = setupWorkspace({ unitPath: null })
    const rep = saveEmployee(host, { fields: { name: '李雷', role: 'rep', orgUnitId: null } })
    saveEmployee(host, { id: rep.id, fields: { name: '李磊' } })
    const joined = joinWith(invited(host, rep.id))
    expect(idText(joined.actor.employeeId)).toBe(rep.id)
    joined.close()
  })

  it('makes an admin of a director, who may invite in turn', () => {
    const { workspace: host } = setupWorkspace({ unitPath: null })
    const director = saveEmployee(host, { fields: { name: '赵总', role: 'director', orgUnitId: null } })
    const joined = joinWith(invited(host, director.id))
    expect(joined.identity?.certified).toMatchObject({ isAdmin: true, scopes: ['all'] })
    const rep = saveEmployee(joined, { fields: { name: '韩梅梅', role: 'rep', orgUnitId: null } })
    const second = joinWith(invited(joined, rep.id))
    expect(second.identity?.chain).toHaveLength(5)
    second.close()
    joined.close()
  })

  it('lets the manager of a unit invite his own people, and nobody beyond', () => {
    const { workspace: host } = setupWorkspace({ unitPath: null })
    const [east, west] = [saveUnit(host, { name: '华东', parentId: null }), saveUnit(host, { name: '华西', parentId: null })]
    const manager = saveEmployee(host, { fields: { name: '钱经理', role: 'manager', orgUnitId: east.id } })
    const branch = joinWith(invited(host, manager.id))
    // as an exchange would have brought it
    const moved = branch.db.prepare('UPDATE employee SET org_unit_id = ? WHERE id = ?')
    const [own, foreign] = ['孙一', '孙二'].map((name) => saveEmployee(branch, { fields: { name, role: 'rep', orgUnitId: null } }).id) as [string, string]
    moved.run(idBytes(east.id), idBytes(own))
    moved.run(idBytes(west.id), idBytes(foreign))
    expect(kindsOf(() => invited(branch, foreign))).toEqual(['invitation-beyond-scope'])
    const joined = joinWith(invited(branch, own))
    expect(joined.identity?.certified.scopes).toEqual([repScope(idBytes(own))])
    expect(joined.identity && keyringOf(joined.identity).keyOf('firm', 1)).not.toBeNull()
    joined.close()
    branch.close()
  })

  it('has the certificate of somebody below a unit renewed by head office, before it ends', () => {
    const host = setupWorkspace({ unitPath: null })
    const east = saveUnit(host.workspace, { name: '华东', parentId: null })
    const manager = saveEmployee(host.workspace, { fields: { name: '钱经理', role: 'manager', orgUnitId: east.id } })
    const branch = { ...host, workspace: joinWith(invited(host.workspace, manager.id)) }
    carry(host, branch)
    const rep = saveEmployee(branch.workspace, { fields: { name: '孙一', role: 'rep', orgUnitId: east.id } })
    const joined = { ...host, workspace: joinWith(invited(branch.workspace, rep.id)) }
    carry(branch, host)
    expect(carry(joined, host).held).toEqual([])
    const device = identityOf(joined).deviceKey.device
    const before = findDevice(host.workspace.db, device)?.notAfter ?? 0
    host.clock.set(before - 50 * 86_400_000)
    sealOutbox(host.workspace)
    expect(findDevice(host.workspace.db, device)?.notAfter).toBeGreaterThan(before)
    joined.workspace.close()
    branch.workspace.close()
  })

  it('refuses what a representative asks', () => {
    const founded = setupWorkspace()
    const rep = setupCopy(founded, { employee: '李雷', role: 'rep' })
    expect(() => invitePerson(rep.workspace, idText(rep.workspace.actor.employeeId))).toThrow('organisation.write')
  })

  it.each(['{', '{"format":"tributary-join-9"}', 'null'])('refuses %s', (text) => {
    expect(kindsOf(() => joinWith(text))).toEqual(['invitation-unusable'])
  })

  it('refuses an invitation that is out of time, and leaves nothing behind', () => {
    const { workspace: host } = setupWorkspace({ unitPath: null })
    const rep = saveEmployee(host, { fields: { name: '李雷', role: 'rep', orgUnitId: null } })
    const text = invited(host, rep.id)
    expect(kindsOf(() => joinWith(text, TEST_NOW + 3 * 86_400_000))).toEqual(['invitation-unusable'])
  })
})
