/** `zoneflow report`: one page to share with those who have no Grafana. */
import { InvalidArgumentError, type Command } from 'commander';
import packageJson from '../package.json';
import { dimensionSchema, type Dimension } from '../src/shared/dimensions';
import type { TrafficFilter } from '../src/shared/query';
import { askReport } from './ask-report';
import { addDataOptions, dataDefaults, readAskedSource, type DataOptions } from './data-options';
import { interruptSignal } from './interrupt';
import { parseFilter } from './parse-filter';
import { bytesText } from '../backend/query/shape/quantity';
import { checkTarget, replaceFile } from './replace-file';

interface ReportOptions extends DataOptions {
  out: string;
  title: string;
  groupBy: Dimension[];
  filter: TrafficFilter[];
}

const standardOutput = '-';

const reportDefaults = {
  title: 'Cross-zone traffic',
  groupBy: ['namespace', 'workload'],
  filter: [],
} satisfies Partial<ReportOptions>;

export function registerReport(program: Command): void {
  const command = program
    .command('report')
    .description('Write one HTML page, to share without Grafana: cross-zone traffic, its cost, senders and coverage.');
  addDataOptions(command)
    .requiredOption('--out <file>', 'file to write or replace, or - for standard output')
    .option('--title <text>', 'title of the page', reportDefaults.title)
    .option(
      '--group-by <dimensions>',
      'what names the ends of an exchange, separated by commas; the first one is what cost is split by',
      dimensions,
      reportDefaults.groupBy
    )
    .option(
      '--filter <condition>',
      'only such exchanges: namespace=shop, source:label:team=|a,b; may be repeated, all must hold',
      (text: string, earlier: TrafficFilter[]) => [...earlier, parseFilter(text)],
      reportDefaults.filter
    )
    .option('--currency <code>', 'currency of the prices (default: that of the settings, else USD)', currencyCode)
    .addHelpText(
      'after',
      `
Examples:
  zoneflow report --flows ./flows --history ./history --from 2026-03-09 --to 2026-03-16 --out week.html
  zoneflow report … --group-by label:team --out teams.html
  zoneflow report … --filter namespace=shop --title "Shop, second week of March" --out shop.html

A filter is [source:|target:]dimension, an operator (= != =| !=| =~ !~) and a value; =| and !=| take several
values, separated by commas. Dimensions: cluster, kind, namespace, workload, pod, node, zone, label:<key>.
The page has no scripts and loads nothing; it can be mailed, opened from a disk and printed.`
    )
    .action(async (options: ReportOptions) => report(options, interruptSignal()));
}

async function report(options: ReportOptions, signal: AbortSignal): Promise<void> {
  const toFile = options.out !== standardOutput;
  if (toFile) {
    await checkTarget(options.out);
  }
  const { page, remarks } = await makePage(options, signal);
  remarks.forEach((remark) => process.stderr.write(`${remark}\n`));
  if (toFile) {
    const path = await replaceFile(options.out, page);
    process.stdout.write(`${path} (${bytesText(page.length)})\n`);
  } else {
    process.stdout.write(page);
  }
}

async function makePage(options: ReportOptions, signal: AbortSignal): Promise<{ page: Buffer; remarks: string[] }> {
  const { from, to, title, groupBy } = options;
  const { settings, open } = await readAskedSource(options);
  const made = await askReport(
    {
      title,
      range: { from, to },
      sender: groupBy[0] ?? 'namespace',
      ends: groupBy,
      filters: options.filter,
      price: settings.price,
    },
    {
      openService: open,
      strict: options.strict,
      version: packageJson.version,
      now: Date.now,
    },
    signal
  );
  // The chart library is large: only who makes a page waits for it.
  const { reportPage } = await import('./report/page');
  const none = made.coverage.bytes === 0 ? 'there is no traffic' : 'nothing crossed zones';
  return {
    page: Buffer.from(reportPage(made)),
    remarks: [
      ...made.notices.map(({ severity, text }) => `${severity}: ${text}`),
      ...(made.totals.crossZoneBytes === 0 ? [`info: In this range ${none}; the page says so.`] : []),
    ],
  };
}

/** A page with every other option at its default. */
export async function writeReport(
  given: Pick<ReportOptions, 'flows' | 'history' | 'from' | 'to' | 'out' | 'title'>,
  signal: AbortSignal
): Promise<{ path: string; bytes: number }> {
  const { page } = await makePage({ ...dataDefaults, ...reportDefaults, ...given }, signal);
  return { path: await replaceFile(given.out, page), bytes: page.length };
}

function dimensions(text: string): Dimension[] {
  return text.split(',').map((part) => {
    const parsed = dimensionSchema.safeParse(part.trim());
    if (!parsed.success) {
      throw new InvalidArgumentError(
        `"${part.trim()}" is not one of cluster, kind, namespace, workload, pod, node, zone, label:<key>.`
      );
    }
    return parsed.data;
  });
}

function currencyCode(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) {
    throw new InvalidArgumentError('It is not a currency code of three letters such as EUR.');
  }
  return text;
}
