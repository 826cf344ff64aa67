/** Quantities of an answer as a person reads them. */
import { formattedValueToString, getValueFormat } from '@grafana/data';

/** `1.20 GiB` */
export function bytesText(bytes: number): string {
  return formattedValueToString(getValueFormat('bytes')(bytes));
}

/** `38 ms`, `1.2 s` */
export function durationText(milliseconds: number): string {
  return formattedValueToString(getValueFormat('ms')(milliseconds));
}

/** USD; fractions of a cent matter for a scan. */
export function priceText(dollars: number): string {
  return dollars > 0 && dollars < 0.0001 ? '< $0.0001' : `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** Rounded towards what is not certain: 100 % only if nothing is missing, 0 % only if there is nothing. */
export function percentText(part: number, whole: number): string {
  // Whole numbers first: 949 / 1000 * 100 is less than 94.9.
  const percent = whole === 0 ? 0 : Math.floor((part * 1000) / whole) / 10;
  if (part > 0 && percent < 0.1) {
    return '< 0.1 %';
  }
  return percent === 100 ? '100 %' : `${percent.toFixed(1)} %`;
}
