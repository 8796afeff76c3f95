import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe } from 'vitest'
import { FIRM, makeBundle, siteOf } from './conformance-bundles.ts'
import { bundleFileName } from './chain-name.ts'
import { describeWay } from './conformance.ts'
import { parseWebdavAddress } from './webdav-address.ts'
import { hasWebdavServer, startWebdavServer } from '../../../../tests/helpers/webdav-server.ts'
import type { WebdavProgram } from '../../../../tests/helpers/webdav-server.ts'
import { openWebdavWay } from './webdav-way.ts'

describe.runIf(hasWebdavServer('lighttpd'))('against lighttpd', () => describeWebdav('lighttpd'))
describe.runIf(hasWebdavServer('nginx'))('against nginx', () => describeWebdav('nginx'))

function describeWebdav(program: WebdavProgram): void {
  describeWay('WebDAV', { secondContent: 'kept-beside', shared: 'at-put', foreignPrune: 'ignored' }, async () => {
    const server = await startWebdavServer(program)
    const address = parseWebdavAddress(server.address)
    if (address === null) throw new Error('the address of the test server is none')
    return {
      open: (copy) => Promise.resolve(openWebdavWay(address, { firm: FIRM, writer: siteOf(copy), pollMs: 100 })),
      makeBundle,
      async leaveCutPut(bundle, site) {
        const shelf = join(server.files, FIRM, siteOf(site), bundle.site, bundle.scope)
        await mkdir(shelf, { recursive: true })
        const half = bundle.bytes.subarray(0, bundle.bytes.length / 2)
        const name = bundleFileName(bundle.n, bundle.bytes)
        await writeFile(join(shelf, `${name}.0a1b2c3d.part`), half)
        await writeFile(join(shelf, name), half)
        await server.ownAll()
      },
      failures: [
        { title: 'server away', list: 'unreachable', put: 'unreachable', spoil: () => server.stop(), mend: () => server.restart() },
        { title: 'folder away', list: 'unreachable', put: 'unreachable', spoil: () => rename(server.files, `${server.files}.away`), mend: () => rename(`${server.files}.away`, server.files) },
        { title: 'another password', list: 'unauthorized', put: 'unauthorized', spoil: () => server.setPassword('other'), mend: () => server.setPassword() },
        { title: 'read only', list: null, put: 'unwritable', spoil: () => server.setWritable(false), mend: () => server.setWritable(true) },
      ],
      close: () => server.remove(),
    }
  })
}
