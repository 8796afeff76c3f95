import { describe, expect, it } from 'vitest'
import { launchApp } from './launch.ts'

describe('probe', () => {
  it('calls', async () => {
    const launched = await launchApp({ service: 'probe', page: 'probe.html' })
    console.log(await launched.page.evaluate(async () => await (await window.probe.client()).info()))
    console.log(launched.log(), await launched.close())
    expect(1).toBe(1)
  })
})
