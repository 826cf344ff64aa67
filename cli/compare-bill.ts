/** `zoneflow compare-bill`: our bytes between zones beside those of a Cost and Usage Report, day by day. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { compareBill } from '../backend/bill/compare';
import { readFlowDays } from '../backend/bill/flow-days';
import { readBill, type BillLine, type ReadableTable } from '../backend/bill/read-bill';
import { openFileTable } from '../backend/engines/duckdb/file-table';
import { qualified } from '../backend/engines/table/identifiers';
import { ZoneFlowError } from '../backend/errors';
import { parseSettings } from '../backend/settings';
import type { EngineContext } from '../backend/traffic/create-engine';
import { createTrafficService } from '../backend/traffic/create-service';
import { createTableClient } from '../backend/traffic/create-table-client';
import type { Settings } from '../src/shared/settings';
import { instant, positive } from './data-options';
import { addSourceOptions, readDataSource, type SourceOptions } from './data-source';
import { interruptSignal } from './interrupt';
import { comparisonText, comparisonJson } from './print-comparison';
import { silentLogger } from './silent-logger';

interface CompareOptions extends SourceOptions {
  bill?: string[];
  billTable?: { database: string; table: string };
  from: number;
  to: number;
  account?: string;
  usageType?: string;
  timeout: number;
  format: 'table' | 'json';
}

export function registerCompareBill(program: Command): void {
  const command = program
    .command('compare-bill')
    .description(
      'Compare traffic between zones with the DataTransfer-Regional-Bytes of a Cost and Usage Report, by day.'
    );
  addSourceOptions(command)
    .option(
      '--bill <files...>',
      'files of the report: CSV (also .gz) or Parquet; CUR, CUR 2.0 or FOCUS with AWS columns'
    )
    .option('--bill-table <database.table>', 'or its table, in the engine of --settings', tableName)
    .requiredOption('--from <day>', 'first day, in UTC as the bill: 2026-03-01', wholeDay)
    .requiredOption('--to <day>', 'day after the last', wholeDay)
    .option('--account <id>', 'only what was billed to this account')
    .option(
      '--usage-type <type>',
      'only this one, where the report has several regions: USE2-DataTransfer-Regional-Bytes'
    )
    .option('--timeout <seconds>', 'give up a question after this time', positive, 600)
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .addHelpText(
      'after',
      `
Examples:
  zoneflow compare-bill --bill march/*.parquet --flows s3://my-logs --history s3://my-history \\
    --from 2026-03-01 --to 2026-04-01 --region us-east-2
  zoneflow compare-bill --bill-table cur.report --settings zoneflow.yaml --from 2026-03-01 --to 2026-03-08`
    )
    .action(async (options: CompareOptions, command: Command) => {
      if ((options.bill === undefined) === (options.billTable === undefined)) {
        command.error('error: give --bill or --bill-table');
      }
      if (options.to <= options.from) {
        command.error('error: --to must be after --from');
      }
      await runComparison(options, interruptSignal());
    });
}

async function runComparison(options: CompareOptions, signal: AbortSignal): Promise<void> {
  const source = await readDataSource(options);
  const parsed = parseSettings(source.jsonData);
  const context: Context = {
    settings: { ...parsed, limits: { ...parsed.limits, timeoutSeconds: options.timeout } },
    log: silentLogger,
    secrets: source.secrets,
    aws: source.aws,
  };
  // What is wrong with the report shows at once, before the days are asked.
  const lines = await readLines(options, context, signal);
  const observer = { answered: () => undefined, failed: () => undefined };
  const service = createTrafficService(context.settings, { ...context, observer });
  try {
    const { days, notices } = await readFlowDays(service, { from: options.from, to: options.to }, signal);
    notices.forEach(({ severity, text }) => process.stderr.write(`${severity}: ${text}\n`));
    const comparison = compareBill(days, lines);
    process.stdout.write(options.format === 'json' ? comparisonJson(comparison) : comparisonText(comparison));
  } finally {
    await service.close();
  }
}

interface Context extends EngineContext {
  settings: Settings;
}

async function readLines(
  { bill, billTable, from, to, account, usageType }: CompareOptions,
  context: Context,
  signal: AbortSignal
): Promise<BillLine[]> {
  const read = (table: ReadableTable): Promise<BillLine[]> =>
    readBill(table, { from: from / 1000, to: to / 1000 }, { account, usageType }, signal);
  if (billTable === undefined) {
    const files = bill ?? [];
    const table = await openFileTable(files);
    try {
      return await read({ ...table, subject: `The report ${files.join(', ')}` });
    } finally {
      await table.close();
    }
  }
  const client = createTableClient(context.settings, context);
  const name = `${billTable.database}.${billTable.table}`;
  try {
    return await read({
      subject: `The table ${name}`,
      from: qualified(billTable),
      async columns() {
        const schema = await client.describe(billTable, signal);
        if (schema === null) {
          throw new ZoneFlowError('table_missing', `There is no table ${name}`);
        }
        return [...schema.columns, ...schema.partitionKeys];
      },
      run: async (sql) => (await client.run(sql, signal)).result,
    });
  } finally {
    await client.close();
  }
}

function wholeDay(value: string): number {
  const time = instant(value);
  if (time % 86_400_000 !== 0) {
    throw new InvalidArgumentError(
      'It is not the beginning of a day in UTC, such as 2026-03-01: the bill is by the day.'
    );
  }
  return time;
}

function tableName(value: string): { database: string; table: string } {
  const [, database = '', table = ''] = /^([^.]+)\.([^.]+)$/.exec(value) ?? [];
  if (table === '') {
    throw new InvalidArgumentError('It is not a database and a table such as cur.report.');
  }
  return { database, table };
}
