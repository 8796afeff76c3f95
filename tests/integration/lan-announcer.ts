import { Discovery } from '#service/sync/lan/discovery.ts'

// Another process that says where it listens, until its input ends.
const [port = '', firm = '', device = '', listening = ''] = process.argv.slice(2)
const discovery = new Discovery({ port: Number(port), roundMs: 200, changed: () => process.stdout.write(`${JSON.stringify(discovery.found)}\n`) })
discovery.advertise({ firm, device, port: Number(listening) })
process.stdin.resume().on('end', () => void discovery.close())
