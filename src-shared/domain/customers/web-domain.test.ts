import { describe, expect, it } from 'vitest'
import { webDomain } from './web-domain.ts'

describe('webDomain', () => {
  it.each([
    ['https://www.hengda.com.cn/about?x=1', 'hengda.com.cn'],
    ['WWW.Hengda.CN', 'hengda.cn'],
    ['chen@mail.hengda.com', 'hengda.com'],
    ['恒达.中国', '恒达.中国'],
    ['chen@qq.com', null],
    ['https://hengda.1688.com', null],
    ['192.168.1.5', null],
    ['没有', null],
    ['', null],
    ['http://', null],
  ])('gives of %s %s', (text, domain) => {
    expect(webDomain(text)).toBe(domain)
  })
})
