/** First byte of a payload: the form of all that follows. */
export const PAYLOAD_FORM = 1
/** Rows of a block: as many as are unpacked at once. */
export const BLOCK_ROWS = 16_384
/** Blocks of a payload at most. */
export const BLOCK_LIMIT = 4096
/** Records of a payload at most. */
export const RECORD_LIMIT = 1 << 20
/** Ids of a payload at most. */
export const ID_LIMIT = 1 << 20
/** Sites that a payload names at most. */
export const SITE_LIMIT = 4096
export const TABLE_LIMIT = 0xffff
/** Bytes of all values at most when each is written out: texts and ids that come again are stored once. */
export const CONTENT_LIMIT = 256 << 20
export const SITE_BYTES = 16
/** Flags of a record. */
export const IS_ALIVE = 1
export const IS_NEW = 2
