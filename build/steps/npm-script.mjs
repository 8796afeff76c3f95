import { projectEnvironment, run } from './run.mjs'

/** Runs a script of package.json; its whole output is in the error when it fails. */
export async function npmScript(name, timeoutMs = 600_000) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  await run(npm, ['run', '--silent', name], { env: projectEnvironment(), title: `npm run ${name}`, timeoutMs, tailLines: 200 })
}
