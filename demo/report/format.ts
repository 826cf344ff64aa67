/** Numbers as people read them. */

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Three significant digits and a binary unit: `1.23 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? String(value) : significant(value)} ${units[unit] ?? ''}`;
}

/** US dollars: no cents for large amounts, a tenth of a cent for small ones. */
export function formatDollars(amount: number): string {
  const digits = amount >= 100 ? 0 : amount >= 1 || amount === 0 ? 2 : 3;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `12.3 %`, and `0 %` only for nothing at all. */
export function formatShare(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  return percent === 0 ? '0 %' : percent < 0.01 ? '< 0.01 %' : `${percent.toFixed(percent < 1 ? 2 : 1)} %`;
}

/** UTC clock time of epoch milliseconds: `05:40`. */
export function formatClock(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

function significant(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
