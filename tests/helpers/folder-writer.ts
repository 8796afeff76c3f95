import { FIRM, makeBundle, siteOf } from '#service/sync/ways/conformance-bundles.ts'
import { openFolderWay } from '#service/sync/ways/folder-way.ts'

/** Puts bundles of copy 0 into a folder, one after the other, and says each number once it is there. Ends only when it is killed. */
const [folder = '', first = '1'] = process.argv.slice(2)
const way = openFolderWay(folder, { firm: FIRM, writer: siteOf(0) })
const never = new AbortController().signal
for (let n = Number(first); ; n++) {
  await way.put(makeBundle({ site: 0, scope: 'firm', n, size: 3_000_000 }), never)
  process.stdout.write(`${String(n)}\n`)
}
