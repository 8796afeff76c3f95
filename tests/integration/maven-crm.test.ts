import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ImportEntity, ImportRequest } from '#shared/contract/imports.contract.ts'
import { runModel } from '#service/analysis/index.ts'
import { importTranslator, runImport } from '#service/features/imports/public.ts'
import { quietReport } from '#service/jobs/task.ts'
import { mergeSource } from '#service/sync/merge.ts'
import { setupCopy, setupDirectory, setupWorkspace, type TestWorkspace } from '../helpers/setup-workspace.ts'

const DATA = process.env['TRIBUTARY_DATA']
const FOLDER = join(DATA ?? '', 'maven-crm')

async function importFile({ workspace }: TestWorkspace, file: string, entity: ImportEntity): Promise<void> {
  const map: unknown = JSON.parse(readFileSync(new URL(`../../resources/maps/maven-crm.${entity}.json`, import.meta.url), 'utf8'))
  await runImport(workspace, ImportRequest.parse({ file, entity, map }), quietReport, importTranslator('en'))
}

/** Rejected rows are written beside a file: it is copied first. */
function copyOf(name: string, directory: string): string {
  copyFileSync(join(FOLDER, name), join(directory, name))
  return join(directory, name)
}

async function importShared(test: TestWorkspace, directory: string): Promise<void> {
  await importFile(test, copyOf('products.csv', directory), 'products')
  await importFile(test, copyOf('sales_teams.csv', directory), 'employees')
}

/** The pipeline's lines by agent, each with the head of the file. */
function pipelineByAgent(): Map<string, string> {
  const [head = '', ...lines] = gunzipSync(readFileSync(join(FOLDER, 'sales_pipeline.csv.gz'))).toString('utf8').trimEnd().split(/\r?\n/)
  const agentAt = head.split(',').indexOf('sales_agent')
  const files = new Map<string, string>()
  for (const line of lines) {
    const agent = line.split(',')[agentAt] ?? ''
    files.set(agent, `${files.get(agent) ?? `${head}\n`}${line}\n`)
  }
  return files
}

/** What people see of the deals, the same whatever ids the rows have. */
function deals({ workspace }: TestWorkspace): unknown[] {
  return workspace.db
    .prepare(
      `SELECT o.code, o.name, c.name AS customer, e.name AS owner, s.name AS stage, p.name AS product, o.amount_minor, o.currency, o.created_on, o.engaged_on,
         o.expected_on, o.closed_on, o.reason, o.source, o.note, (SELECT count(*) FROM stage_change h WHERE h.opportunity_id = o.id) AS moves
       FROM opportunity o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN employee e ON e.id = o.owner_id
       LEFT JOIN pipeline_stage s ON s.id = o.stage_id LEFT JOIN product p ON p.id = o.product_id ORDER BY o.code`,
    )
    .all()
}

const rows = ({ workspace }: TestWorkspace, sql: string): unknown[] => workspace.db.prepare(sql).all()
const CUSTOMERS = `SELECT c.code, c.kind, c.name, c.industry, c.region, c.life_cycle, p.name AS parent FROM customer c LEFT JOIN customer p ON p.id = c.parent_id ORDER BY c.name`
const PRODUCTS = `SELECT p.name, c.name AS category, p.price_minor FROM product p LEFT JOIN product_category c ON c.id = p.category_id ORDER BY p.name`
const EMPLOYEES = `SELECT e.name, e.role, m.name AS manager, u.name AS unit FROM employee e LEFT JOIN employee m ON m.id = e.manager_id LEFT JOIN org_unit u ON u.id = e.org_unit_id ORDER BY e.name`

describe.runIf(DATA)('the CRM of 35 agents, each with a copy of his own', () => {
  let manager: TestWorkspace
  let agents: TestWorkspace[]
  let alone: TestWorkspace

  beforeAll(async () => {
    const directory = setupDirectory()
    alone = setupWorkspace()
    await importShared(alone, directory)
    await importFile(alone, copyOf('accounts.csv', directory), 'customers')
    await importFile(alone, copyOf('sales_pipeline.csv.gz', directory), 'opportunities')

    manager = setupWorkspace()
    await importShared(manager, directory)
    agents = []
    let seed = 100
    for (const [agent, lines] of pipelineByAgent()) {
      const copy = setupCopy(manager, { employee: agent, seed: seed++ })
      mergeSource(copy.workspace, manager.directory, quietReport)
      const own = join(directory, String(seed))
      mkdirSync(own)
      // everybody has the list of customers, nobody owns one
      await importFile(copy, copyOf('accounts.csv', own), 'customers')
      writeFileSync(join(own, 'pipeline.csv'), lines)
      await importFile(copy, join(own, 'pipeline.csv'), 'opportunities')
      agents.push(copy)
    }
    for (const { directory: source } of agents) mergeSource(manager.workspace, source, quietReport)
  }, 240_000)

  // the file names 35 agents, of whom 30 have deals
  it('merge to the deals of one import of everything', () => {
    expect(agents).toHaveLength(30)
    const merged = deals(manager)
    expect(merged).toHaveLength(8800)
    expect(merged).toEqual(deals(alone))
  })

  it('merge to the same customers, products and employees, each once', () => {
    for (const sql of [CUSTOMERS, PRODUCTS, EMPLOYEES]) expect(rows(manager, sql)).toEqual(rows(alone, sql))
  })

  it('give the same wins and losses', () => {
    const { figures, tables, excluded } = runModel(manager.workspace, 'win-loss', {})
    const expected = runModel(alone.workspace, 'win-loss', {})
    expect(figures).toEqual(expected.figures)
    expect(excluded).toEqual(expected.excluded)
    expect(Object.keys(tables)).toEqual(Object.keys(expected.tables))
  })

  it('bring nothing when they are merged again', () => {
    for (const { directory } of agents.slice(0, 5)) expect(mergeSource(manager.workspace, directory, quietReport).result.counts.applied).toBe(0)
  })
})
