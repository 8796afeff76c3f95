/** Fields that can be set for many customers in one step. */
export type BulkField = 'grade' | 'lifeCycle' | 'ownerId' | 'orgUnitId' | 'industry' | 'region' | 'source'
