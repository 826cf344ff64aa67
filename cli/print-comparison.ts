/** A comparison with the bill as text: a table for people, JSON for programs. */
import { gigabytesText, type ComparedDay, type Comparison } from '../backend/bill/compare';

export function comparisonJson({ days, total, explanations }: Comparison): string {
  return `${JSON.stringify({ days, total, explanations })}\n`;
}

export function comparisonText({ days, total, explanations }: Comparison): string {
  const rows = [...days, ...(total === null ? [] : [total])].map(cellsOf);
  const cells = [head, ...rows];
  const widths = head.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((text, index) => (index === 0 ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd()
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const [titles = '', ...body] = lines;
  const last = total === null ? [] : [rule, body.pop() ?? ''];
  return `${[titles, rule, ...body, ...last, '', ...notes, ...explanations.map((text) => `- ${text}`)].join('\n')}\n`;
}

const head = ['day', 'flow logs', 'bill', 'flow logs / bill', 'bill, other', 'zone unknown'];

const notes = [
  'Both count each byte at both ends: out of one zone, and into the other. GB of flow logs are 2^30 bytes.',
  'Flow logs and bill are measured apart: they agree roughly, not to the byte, and this is no bill.',
];

function cellsOf(day: ComparedDay): string[] {
  const gigabytes = (value: number | null): string => (value === null ? '–' : gigabytesText(value));
  return [
    day.day,
    gigabytes(day.flowGigabytes),
    gigabytes(day.billGigabytes),
    day.ratio === null ? '–' : `${(day.ratio * 100).toFixed(1)} %`,
    gigabytes(day.otherBillGigabytes),
    gigabytes(day.unknownZoneGigabytes),
  ];
}
