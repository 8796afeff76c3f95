import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseXml } from './xml.ts'

describe('parseXml', () => {
  it('knows namespaces by their names, whatever their prefixes are', () => {
    const forms = [
      '<?xml version="1.0" encoding="utf-8"?>\n<D:a xmlns:D="DAV:"><D:b>x</D:b></D:a>',
      '<a xmlns="DAV:"><b>x</b></a>',
      '\uFEFF<!-- by hand --><lp1:a xmlns:lp1=\'DAV:\' ><x:b xmlns:x="DAV:" >x</x:b ></lp1:a>\n',
    ]
    for (const form of forms) {
      expect(parseXml(form)).toMatchObject({ namespace: 'DAV:', name: 'a', children: [{ namespace: 'DAV:', name: 'b', text: 'x' }] })
    }
  })

  it('ends the validity of a prefix with its element', () => {
    expect(parseXml('<a xmlns="one"><b xmlns="two"/><c/></a>').children.map(({ namespace }) => namespace)).toEqual(['two', 'one'])
    expect(() => parseXml('<a><b xmlns:p="x"/><p:c/></a>')).toThrow(SyntaxError)
  })

  it('reads characters in all the ways they are written', () => {
    expect(parseXml('<a>1 &lt; 2 &amp;&#38;&#x767e;<![CDATA[<&raw;>]]>!</a>').text).toBe('1 < 2 &&百<&raw;>!')
  })

  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]><a>&b;</a>'],
    ['an entity from elsewhere', '<!DOCTYPE a SYSTEM "http://elsewhere.example/x.dtd"><a/>'],
    ['an entity that nobody declared', '<a>&nbsp;</a>'],
    ['an ampersand alone', '<a>this & that</a>'],
    ['a character that is none', '<a>&#xD800;</a>'],
    ['an element that does not end', '<a><b></b>'],
    ['elements that cross', '<a><b></a></b>'],
    ['two roots', '<a/><b/>'],
    ['nothing', ''],
    ['text around', 'hello <a/>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['a tag that is cut', '<a b="c'],
    ['a comment that is cut', '<a><!-- '],
    ['a prefix that nobody declared', '<d:a/>'],
    ['what is nested too deep', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`],
  ])('refuses %s', (_, text) => {
    expect(() => parseXml(text)).toThrow(SyntaxError)
  })

  it('gives back any text that was escaped', () => {
    const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(parseXml(`<a>${escaped(text)}</a>`).text).toBe(text)
    }))
  })

  it('throws nothing but SyntaxError, whatever comes', () => {
    const piece = fc.constantFrom('<', '>', '/', '</a>', '<a>', '<a ', '<b:c xmlns:b="d"', '"', "'", '=', '&', '&amp;', '<!--', '-->', '<![CDATA[', ']]>', '<?', '?>', '<!', ' ', 'x')
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        parseXml(pieces.join(''))
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError)
      }
    }), { numRuns: 2_000 })
  })
})
