/** What the doctor found, as a value and as text for a terminal. Pure. */
import type { CheckState, SetupReport } from '../../src/shared/setup-report';
import type { Check } from './check';
import type { PolicyDocument } from './iam-policy';

export interface DoctorReport extends SetupReport {
  checks: Check[];
  policy: PolicyDocument | null;
}

const marks: Record<CheckState, string> = { ok: '✓', warning: '!', failed: '✗', skipped: '-' };

/** @param width of the terminal in columns */
export function reportText({ checks, policy }: DoctorReport, width: number): string {
  const lines: string[] = [];
  let area = '';
  /** Remedies that stand there already, by the subject they stand at. */
  const told = new Map<string, string>();
  for (const check of checks) {
    if (check.area !== area) {
      area = check.area;
      lines.push('', area);
    }
    const subject = check.subject === '' ? '' : `${check.subject}: `;
    lines.push(...wrapped(`${subject}${check.finding}`, width, `  ${marks[check.state]} `, '    '));
    if (check.remedy !== '') {
      const at = told.get(check.remedy);
      const isLong = check.remedy.length > width;
      const remedy = at === undefined || !isLong ? check.remedy : `As for ${at}.`;
      told.set(check.remedy, at ?? (check.subject || check.area));
      lines.push(...wrapped(remedy, width, '    → ', '      '));
    }
  }
  if (policy !== null) {
    lines.push('', 'The least that the role of the data source must be allowed', policyText(policy, width));
  }
  return `${lines.slice(1).join('\n')}\n\n${summary(checks)}\n`;
}

export function summary(checks: readonly Check[]): string {
  const count = (state: CheckState): number => checks.filter((check) => check.state === state).length;
  const parts = [
    `${count('ok')} ok`,
    ...(count('warning') > 0 ? [`${count('warning')} to look at`] : []),
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(count('skipped') > 0 ? [`${count('skipped')} not looked at`] : []),
  ];
  return parts.join(', ');
}

/** JSON with its lists on one line each, where they fit. */
function policyText(policy: PolicyDocument, width: number): string {
  return JSON.stringify(policy, null, 2).replaceAll(
    /( *"\w+": )\[\s+("[^[\]]+")\s+\]/g,
    (whole, name: string, items: string) => {
      const line = `${name}[${items.split(/,\s+/).join(', ')}]`;
      return line.length < width ? line : whole;
    }
  );
}

/** Broken at spaces, but not between a number and its unit; a word longer than the line stands alone. */
function wrapped(text: string, width: number, first: string, next: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.replaceAll(beforeUnit, '$1\u00a0').split(/[ \n]+/)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      [line, isEmpty] = [next, true];
    }
    line += `${isEmpty ? '' : ' '}${word}`;
    isEmpty = false;
  }
  return [...lines, line].map((one) => one.replaceAll('\u00a0', ' '));
}

const beforeUnit = /(\d) (?=(?:ms|s|min|h|days?)\b)/g;
