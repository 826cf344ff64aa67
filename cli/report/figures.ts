/** How numbers and times are written in a report; bytes and money as everywhere else. */

/** `12.3 %`, not to be broken; never 0 % or 100 % for what is only nearly so. */
export function shareText(part: number, whole: number): string {
  if (whole === 0 || part === 0) {
    return '0\u00a0%';
  }
  const percent = (part / whole) * 100;
  if (percent < 0.1) {
    return '<\u00a00.1\u00a0%';
  }
  return part === whole ? '100\u00a0%' : `${Math.min(percent, 99.9).toFixed(1)}\u00a0%`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 record`, `2,000 records`. */
export function countOf(count: number, one: string): string {
  return `${countText(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** `7 days`, `2 hours`, `1 hour 30 minutes`: the two largest units. */
export function spanText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    countOf(Math.floor(seconds / 86_400), 'day'),
    countOf(Math.floor(seconds / 3600) % 24, 'hour'),
    countOf(Math.floor(seconds / 60) % 60, 'minute'),
    countOf(seconds % 60, 'second'),
  ].filter((part) => !part.startsWith('0 '));
  return parts.slice(0, 2).join(' ') || '0 seconds';
}

/** `10 March 2026, 05:00`, in UTC. */
export function timeText(time: number): string {
  return `${dayText(time)}, ${clockText(time)}`;
}

/** `10 March 2026`, in UTC. */
export function dayText(time: number): string {
  return format(time, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** `10 Mar`, in UTC. */
export function shortDayText(time: number): string {
  return format(time, { day: 'numeric', month: 'short' });
}

/** `05:00`, in UTC. */
export function clockText(time: number): string {
  return format(time, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** `10 March 2026, 05:00 – 07:00 UTC`, the day once if it is the same. */
export function rangeText({ from, to }: { from: number; to: number }): string {
  const isOneDay = dayText(from) === dayText(to);
  return `${timeText(from)} – ${isOneDay ? clockText(to) : timeText(to)} UTC`;
}

function format(time: number, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...parts }).format(time);
}
