import type { Database } from 'better-sqlite3'
import { openDatabaseImage } from '#service/db/open-image.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { writeCommand } from '#service/db/write.ts'
import { seededIds } from '#service/ports/ids.ts'
import { newSiteOf } from '#service/sync/identity/identity.ts'
import { renewSite } from '#service/sync/renew-site.ts'
import type { Acknowledged } from './acknowledged.ts'
import type { Founded } from './cast.ts'
import type { VirtualClock } from './virtual-time.ts'

/** A state that a copy can be put back to. */
interface Image {
  readonly bytes: Buffer
  readonly acknowledged: number
}

/** One installation: a workspace in memory, whose disk may be set back. */
export class SimCopy {
  readonly name: string
  readonly founded: Founded
  readonly clock: VirtualClock
  /** Which way of a folder it looks through. */
  readonly place: number
  /** What was said to be saved here, in order. */
  acknowledged: Acknowledged[]
  /** So many of them others can have. */
  published = 0
  /** Those that were said to be saved and went with a disk before anybody had them. */
  wasPutBack = false
  /** Another one for each state of the disk that others cannot have seen. */
  life = 0
  isRevoked = false
  workspace: Workspace
  image: Image | null = null
  readonly #newId

  constructor(name: string, founded: Founded, clock: VirtualClock, place: number, from?: SimCopy) {
    this.name = name
    this.founded = founded
    this.clock = clock
    this.place = place
    this.#newId = seededIds(place + 100)
    this.workspace = this.#open(from ? from.workspace.db.serialize() : founded.image)
    this.acknowledged = from ? [...from.acknowledged] : []
    this.published = from?.published ?? 0
  }

  get db(): Database {
    return this.workspace.db
  }

  takeImage(): void {
    this.image = { bytes: this.db.serialize(), acknowledged: this.acknowledged.length }
  }

  /** The disk is as it was; what others cannot have is gone. */
  putBack(): boolean {
    if (!this.image) return false
    this.db.close()
    this.workspace = this.#open(this.image.bytes)
    const kept = Math.max(this.image.acknowledged, this.published)
    this.acknowledged = this.acknowledged.slice(0, kept)
    this.wasPutBack = true
    this.life++
    return true
  }

  /** As when a workspace is opened in another place than it was. */
  noticeNewPlace(): void {
    this.db.transaction(() => renewSite(this.db, this.workspace.newSite())).immediate()
  }

  close(): void {
    this.db.close()
  }

  #open(image: Buffer): Workspace {
    const { founded: { employee, role, identity }, clock } = this
    const newId = this.#newId
    const db = openDatabaseImage(Buffer.from(image))
    return {
      directory: this.name, db, clock, newId, key: null, identity,
      get site() {
        return db.prepare<[], Buffer>('SELECT site FROM workspace').pluck().get() ?? Buffer.alloc(16)
      },
      actor: { employeeId: employee, role },
      newSite: () => newSiteOf(identity, newId(clock.now())),
      firm: () => ({ id: Buffer.alloc(16), name: 'firm', currency: 'CNY' }),
      write: (label, work) => writeCommand({ db, employeeId: employee, clock, newId }, label, work),
      onCommit: () => () => undefined,
      announce: () => undefined,
      close: () => db.close(),
    }
  }
}
