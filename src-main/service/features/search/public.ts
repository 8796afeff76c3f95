export { CUSTOMER_TBL, refreshSearch, staleSearch } from './fill-search.ts'
export { anywhere, searchWords } from './search-text.ts'
