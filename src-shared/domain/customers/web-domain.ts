/** Mail that anybody can have says nothing about a firm. */
const FREE_MAIL: ReadonlySet<string> = new Set(
  (
    'qq.com vip.qq.com foxmail.com 163.com 126.com yeah.net vip.163.com 188.com sina.com sina.cn vip.sina.com sohu.com 139.com 189.cn wo.cn aliyun.com 21cn.com tom.com ' +
    'gmail.com googlemail.com outlook.com hotmail.com live.com live.cn msn.com yahoo.com yahoo.cn yahoo.com.cn yahoo.com.tw yahoo.com.hk icloud.com me.com mac.com aol.com ' +
    'gmx.de gmx.net web.de t-online.de proton.me protonmail.com mail.ru yandex.ru yandex.com hinet.net pchome.com.tw seed.net.tw netvigator.com'
  ).split(' '),
)
/** Sites on which many firms have a page. */
const SHARED_SITES = /(?:^|\.)(?:1688\.com|alibaba\.com|taobao\.com|tmall\.com|jd\.com|made-in-china\.com|weibo\.com|linkedin\.com|facebook\.com|b2b\.baidu\.com|qcc\.com|tianyancha\.com|github\.io)$/
/** Below these the firm's own name stands one level deeper. */
const SECOND_LEVEL = /\.(?:com|net|org|gov|edu|co|ac|or|ne)\.[a-z]{2}$/

/**
 * Gives the domain that belongs to a firm, from its website or a mail address: www.hengda.com.cn gives hengda.com.cn.
 *
 * Edge    null for free mail, for pages on sites of others, for addresses of numbers, and for what is no domain.
 */
export function webDomain(text: string): string | null {
  const host = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^.*@/, '')
    .split(/[/?#:\s]/)[0]
    ?.replace(/\.$/, '')
  if (host === undefined || !/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(host) || /^[\d.]+$/.test(host)) return null
  if (FREE_MAIL.has(host) || SHARED_SITES.test(host)) return null
  const own = host.split('.').slice(SECOND_LEVEL.test(host) ? -3 : -2).join('.')
  return FREE_MAIL.has(own) ? null : own
}
