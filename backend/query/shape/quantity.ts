/** Numbers for people: bytes, counts and money as short text, and the Grafana units that show them alike. */
import type { Measure } from '../../../src/shared/query';

const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `12.3 GiB`: three significant digits, powers of 1024 as the price's GB. */
export function bytesText(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(steps.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value.toFixed(0) : significant(value)} ${steps[step] ?? ''}`;
}

/** `$0.0123`, `12.30 EUR`, `$1,234.50`: enough digits that a small charge is not shown as nothing. */
export function costText(cost: number, currency: string): string {
  const digits = cost !== 0 && Math.abs(cost) < 0.1 ? Math.min(8, 2 - Math.floor(Math.log10(Math.abs(cost)))) : 2;
  return moneyText(cost, digits, currency);
}

export function measureText(measure: Measure, value: number, currency: string): string {
  switch (measure) {
    case 'bytes':
      return bytesText(value);
    case 'cost':
      return costText(value, currency);
    case 'packets':
    case 'flows':
      return value.toLocaleString('en-US');
  }
}

/** Decimals for a column of costs whose largest is given: two, or as many as show three or four of its digits. */
export function costDecimals(largest: number): number {
  return largest >= 1 || largest <= 0 ? 2 : Math.min(8, 3 - Math.floor(Math.log10(largest)));
}

/** As `costDecimals`; the cents of a large estimate would say more than is known. */
export function estimateDecimals(largest: number): number {
  return largest >= 100 ? 0 : costDecimals(largest);
}

/** A cost in a column: all with the same decimals, and a small one never as nothing. */
export function costInColumn(cost: number, decimals: number, currency: string): string {
  const least = 10 ** -decimals;
  return cost > 0 && cost < least / 2
    ? `< ${moneyText(least, decimals, currency)}`
    : moneyText(cost, decimals, currency);
}

/** `$965`, `$12.30`: an estimate that stands alone. */
export function roundCostText(cost: number, currency: string): string {
  return cost >= 100 ? moneyText(cost, 0, currency) : costText(cost, currency);
}

/** `$0.01`, `0.0125 EUR`: a price with the decimals it was given, at least two. */
export function priceText(price: number, currency: string): string {
  const given = /\.(\d+)$/.exec(price.toFixed(8).replace(/0+$/, ''))?.[1] ?? '';
  return moneyText(price, Math.max(2, given.length), currency);
}

/** What a sentence calls a measure. */
export function measureNoun(measure: Measure): string {
  return measure === 'flows' ? 'flow records' : measure;
}

/** Grafana's unit id of a measure, or of its rate per second. */
export function grafanaUnit(measure: Measure, rate: boolean, currency: string): string {
  switch (measure) {
    case 'bytes':
      return rate ? 'binBps' : 'bytes';
    case 'packets':
      return rate ? 'pps' : 'short';
    case 'flows':
      return rate ? 'ops' : 'short';
    case 'cost':
      return currency === 'USD' ? 'currencyUSD' : `currency:${currency} `;
  }
}

/** Not by toLocaleString: it takes a hundred times as long, and a table has a hundred thousand costs. */
function moneyText(cost: number, digits: number, currency: string): string {
  const [whole = '', fraction] = cost.toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  const amount = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return currency === 'USD' ? `$${amount}` : `${amount} ${currency}`;
}

function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
