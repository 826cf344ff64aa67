/** Date formats of partition values, in the letters of Java's DateTimeFormatter (Athena, partition projection: date type). Pure. */
import { calendarPart, calendarUnits, type CalendarUnit } from './calendar';

export interface DateFormat {
  parts: ReadonlyArray<{ unit: CalendarUnit; width: number } | { literal: string }>;
  /** The finest unit that the values tell. */
  finest: CalendarUnit;
  /** Whether later values are greater as texts: from the year on downwards, no unit left out, each of a fixed width. */
  ordered: boolean;
}

const letters: Readonly<Record<string, CalendarUnit>> = {
  y: 'year',
  u: 'year',
  M: 'month',
  L: 'month',
  d: 'day',
  H: 'hour',
  m: 'minute',
  s: 'second',
};

/** Null for a format whose values cannot be written: names of months, week dates, half days. */
export function parseDateFormat(pattern: string): DateFormat | null {
  const parts: Array<DateFormat['parts'][number]> = [];
  // A quoted text (two quotes are one), a run of one letter, or anything else as it stands.
  for (const [token, quoted, letter] of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)) {
    if (quoted !== undefined) {
      parts.push({ literal: quoted === '' ? `'` : quoted.replaceAll(`''`, `'`) });
      continue;
    }
    if (letter === undefined) {
      parts.push({ literal: token });
      continue;
    }
    const unit = letters[letter];
    const longest = unit === 'year' ? 4 : 2;
    if (unit === undefined || token.length > longest || (unit === 'year' && token.length === 3)) {
      return null;
    }
    parts.push({ unit, width: token.length });
  }
  const dated = parts.flatMap((part) => ('unit' in part ? [part] : []));
  const finest = calendarUnits.findLast((unit) => dated.some((part) => part.unit === unit));
  if (finest === undefined) {
    return null;
  }
  const ordered = dated.every(
    ({ unit, width }, index) => unit === calendarUnits[index] && width >= (unit === 'year' ? 4 : 2)
  );
  return { parts, finest, ordered };
}

/** @param time epoch seconds */
export function formatDate({ parts }: DateFormat, time: number): string {
  return parts
    .map((part) => {
      if ('literal' in part) {
        return part.literal;
      }
      const value = calendarPart(part.unit, time);
      const shown = part.unit === 'year' && part.width === 2 ? value % 100 : value;
      return String(shown).padStart(part.width, '0');
    })
    .join('');
}

/** The format that a partition's value is written in, or null if it looks like no date: `2026/03/10`, `2026-03-10-05`, `20260310`. */
export function formatOfValue(value: string): DateFormat | null {
  const match = /^(?:19|20)\d\d([-/_.]?)(?:0\d|1[0-2])(?:\1(?:[0-2]\d|3[01])(?:([-/_.T ]?)(?:[01]\d|2[0-3]))?)?$/.exec(
    value
  );
  if (match === null) {
    return null;
  }
  const [, separator = '', hourSeparator = ''] = match;
  const digits = value.replaceAll(/\D/g, '').length;
  const day = ['yyyy', 'MM', ...(digits > 6 ? ['dd'] : [])].join(literal(separator));
  return parseDateFormat(digits > 8 ? `${day}${literal(hourSeparator)}HH` : day);
}

function literal(text: string): string {
  return text === '' ? '' : `'${text}'`;
}
