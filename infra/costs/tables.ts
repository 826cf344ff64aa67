/** The tables of docs/deploy/costs.md. Pure. */
import { asked, paysFrom, sizes, standing, total, type Part } from './parts';
import { deliveryTiers, prices } from './prices';

/** By the name that stands in the page: `<!-- costs: prices -->`. */
export const costTables: Readonly<Record<string, () => string>> = {
  sizes: () =>
    table(
      ['Size', 'Nodes', 'Pods', 'Flow records a day', 'Seconds of a look'],
      sizes.map(({ name, nodes, pods, records, lookSeconds }) => [
        ...[name, count(nodes), count(pods), count(records), count(lookSeconds)],
      ])
    ),
  prices: () =>
    table(
      ['Price', 'USD', 'for each', 'Source'],
      [
        ...Object.values(prices).map(({ name, usd, unit, source }) => [name, String(usd), unit, source]),
        ...deliveryTiers
          .slice(1)
          .map(([from, usd]) => [`delivery of flow logs above ${count(from)} GB`, String(usd), 'GB', 'the same']),
      ]
    ),
  standing: () => parts(standing, 'all that stands'),
  asked: () => parts(asked, 'all that is asked'),
  savings: () =>
    table(
      ['GiB across zones a month', 'AWS takes', ...shares.map(percent)],
      [1_024, 10_240, 51_200, 256_000].map((gib) => [
        ...[count(gib), money(gib * prices.crossZone.usd)],
        ...shares.map((share) => money(gib * prices.crossZone.usd * share)),
      ])
    ),
  pays: () =>
    table(
      ['Size', 'Costs a month', ...shares.map((share) => `pays from, at ${percent(share)}`)],
      sizes.map((size) => {
        const usd = total([...standing, ...asked], size);
        return [size.name, money(usd), ...shares.map((share) => `${count(Math.ceil(paysFrom(usd, share)))} GiB`)];
      })
    ),
};

/** A third by moving a few workloads together, 60 % as published for locality routing, all that random choice sends across. */
const shares = [1 / 3, 0.6, 0.9];

/** The page with its tables made anew. */
export function withTables(page: string): string {
  return page.replaceAll(
    /(<!-- costs: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, name: string, end: string) => `${begin}\n${costTables[name]?.() ?? ''}\n${end}`
  );
}

function parts(list: readonly Part[], sum: string): string {
  return table(
    ['Part', 'Formula', ...sizes.map(({ name }) => name)],
    [
      ...list.map(({ name, formula, monthly }) => [name, formula, ...sizes.map((size) => money(monthly(size)))]),
      [sum, '', ...sizes.map((size) => money(total(list, size)))],
    ]
  );
}

/** As Prettier writes it. */
function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const widths = head.map((cell, column) => Math.max(3, cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} % less`;
}

function money(usd: number): string {
  return usd < 10 ? `$${usd.toFixed(2)}` : `$${count(Math.round(usd))}`;
}
