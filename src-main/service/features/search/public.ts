export { CONTACT_TBL, CUSTOMER_TBL, refreshSearch, staleSearch } from './fill-search.ts'
export { anywhere, foldText, searchWords } from './search-text.ts'
