/** Sites that this copy was before it was found to be a copy of another folder: until which of its clocks it wrote under each. */
export function up(exec: (sql: string) => void): void {
  exec('ALTER TABLE sync_site ADD COLUMN own_until INTEGER;')
}
