/** Looks at the tables and runs a statement without data: what the doctor tells of an engine over tables. */
import { withFullStop } from '../../../src/shared/sentence';
import { toZoneFlowError } from '../../errors';
import type { EngineFinding } from '../engine';
import type { TableCatalog } from './catalog';
import { openFlowTable } from './flows-of-range';
import { historyTables } from './history-relations';
import { shownName } from './identifiers';
import type { PartitionValues } from './partition-keys';
import type { SqlClient, TableName } from './sql-client';
import { kindOfTable } from './table-kind';

export interface ExaminedTables {
  client: SqlClient;
  catalog: TableCatalog;
  tables: { flows: TableName; history: TableName };
  partitions: PartitionValues;
}

/** Fails only by an abort. */
export async function examineTables(examined: ExaminedTables, signal: AbortSignal): Promise<EngineFinding[]> {
  const { client, catalog, tables, partitions } = examined;
  const found = await Promise.all([
    client.examine?.(signal) ?? [],
    findings('statement', signal, () => examineStatement(client, signal)),
    findings(shownName(tables.flows), signal, () => examineFlows(tables.flows, partitions, catalog, signal)),
    findings(shownName(tables.history), signal, () => examineHistory(tables.history, catalog, signal)),
  ]);
  return found.flat();
}

/** What the work finds; what it throws is a finding, too, but for an abort. */
export async function findings(
  subject: string,
  signal: AbortSignal,
  work: () => Promise<EngineFinding[]>
): Promise<EngineFinding[]> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    const { message, remedy } = toZoneFlowError(error);
    return [{ subject, state: 'failed', finding: withFullStop(message), remedy }];
  }
}

/** Proves the right to start, to read the result and, where results are files, to write and read those. */
async function examineStatement(client: SqlClient, signal: AbortSignal): Promise<EngineFinding[]> {
  const began = performance.now();
  await client.run('SELECT 1 AS one', signal);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  return [ok('statement', `A statement without data ran and its result was read within ${seconds} s.`)];
}

async function examineFlows(
  table: TableName,
  partitions: PartitionValues,
  catalog: TableCatalog,
  signal: AbortSignal
): Promise<EngineFinding[]> {
  const { fields, notices } = await openFlowTable(table, partitions, catalog, signal);
  const subject = shownName(table);
  const remedy = 'Make the table as `zoneflow ddl` prints it for the flow log.';
  return notices.length > 0
    ? notices.map(({ text }) => ({ subject, state: 'warning', finding: text, remedy }))
    : [
        ok(
          subject,
          `It has ${fields.size} of the fields that questions use, and questions read only the days they ask for.`
        ),
      ];
}

async function examineHistory(table: TableName, catalog: TableCatalog, signal: AbortSignal): Promise<EngineFinding[]> {
  const schema = await catalog.existing(table, signal);
  const subject = shownName(table);
  if (kindOfTable(schema) === 'pod-list') {
    return [
      {
        subject,
        state: 'warning',
        finding:
          'It is a list of the pods of one moment: traffic of pods that came or went since goes to the wrong one, or to none.',
        remedy: 'Collect pod history with `zoneflow collect` and name its table.',
      },
    ];
  }
  const { nodes, observations } = historyTables(table);
  const beside = await Promise.all(
    [nodes, observations].map(async (other) => ({
      name: shownName(other),
      is: (await catalog.schema(other, signal)) !== null,
    }))
  );
  const missing = beside.filter(({ is }) => !is);
  return [
    ok(subject, 'It is there.'),
    ...missing.map(({ name }): EngineFinding => ({
      subject: name,
      state: 'warning',
      finding: 'There is no such table: zones of nodes, or gaps in the history, are not known.',
      remedy: 'Create it with the statements of `zoneflow ddl --history`.',
    })),
  ];
}

function ok(subject: string, finding: string): EngineFinding {
  return { subject, state: 'ok', finding, remedy: '' };
}
