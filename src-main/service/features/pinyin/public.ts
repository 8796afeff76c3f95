export { pinyinOf } from './pinyin-of.ts'
