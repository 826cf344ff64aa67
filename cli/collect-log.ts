/** What a running collector tells on standard error: lines for people, or JSON for a log store. */
import { isRecord } from '../backend/kubernetes/json-record';
import { createLogger, type Logger } from '../backend/log';

export function collectLogger(format: 'text' | 'json', write = writeToStderr): Logger {
  return createLogger((line) => {
    const parsed: unknown = JSON.parse(line);
    const entry = isRecord(parsed) ? parsed : {};
    if (entry['@level'] === 'debug' && format === 'text') {
      return;
    }
    write(format === 'json' ? line : textLine(entry));
  });
}

/** `2026-03-10T05:00:00Z warn  Collecting pods of prod fails: …` */
function textLine(entry: Record<string, unknown>): string {
  const time = String(entry['@timestamp']).slice(0, 19);
  const level = String(entry['@level']).padEnd(5);
  return `${time}Z ${level} ${String(entry['@message']).replaceAll('\n', ' ')}\n`;
}

function writeToStderr(line: string): void {
  process.stderr.write(line);
}
