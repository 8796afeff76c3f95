import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWay } from './conformance.ts'
import { bundleFileName } from './chain-name.ts'
import { openFolderWay } from './folder-way.ts'
import { FIRM, makeBundle, siteOf } from './conformance-bundles.ts'

describeWay('folder', { secondContent: 'kept-beside', shared: 'at-put', foreignPrune: 'ignored' }, async () => {
  const root = await mkdtemp(join(tmpdir(), 'tributary-folder-way-'))
  const folder = join(root, 'shared')
  await mkdir(folder)
  return {
    open: (copy) => Promise.resolve(openFolderWay(folder, { firm: FIRM, writer: siteOf(copy), pollMs: 200 })),
    makeBundle,
    async leaveCutPut(bundle, site) {
      const shelf = join(folder, FIRM, siteOf(site), bundle.site, bundle.scope)
      await mkdir(shelf, { recursive: true })
      const half = bundle.bytes.subarray(0, bundle.bytes.length / 2)
      const name = bundleFileName(bundle.n, bundle.bytes)
      await writeFile(join(shelf, `${name}.0a1b2c3d.part`), half)
      // A program that carries the folder writes into place, or a disk lost what it had promised.
      await writeFile(join(shelf, name), half)
    },
    failures: [
      { title: 'folder gone', list: 'unreachable', put: 'unreachable', spoil: () => rename(folder, `${folder}.away`), mend: () => rename(`${folder}.away`, folder) },
    ],
    close: () => rm(root, { recursive: true, force: true }),
  }
})
