/** Log lines as Grafana's plugin host reads them: one JSON object a line on stderr. */

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** The same logger with these fields on every line. */
  with(fields: Record<string, unknown>): Logger;
}

type Level = 'debug' | 'info' | 'warn' | 'error';

/** The host cuts lines above 64 KiB into pieces without a level; what is longer loses its tail here. */
const maxLineBytes = 60_000;
const maxValueLength = 4_000;
const secretName = /secret|password|token|authorization|cookie|access_?key|credential/i;

/** @param write takes one line with its line feed; by default it goes to stderr. */
export function createLogger(write: (line: string) => void = writeToStderr): Logger {
  const loggerWith = (context: Record<string, unknown>): Logger => {
    const log = (level: Level) => (message: string, fields?: Record<string, unknown>) =>
      write(formatLine(level, message, { ...context, ...fields }));
    return {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      with: (fields) => loggerWith({ ...context, ...fields }),
    };
  };
  return loggerWith({});
}

/** Sends console.* to the logger: stdout belongs to the handshake, and plain text on stderr loses its level. */
export function redirectConsole(log: Logger): void {
  const to =
    (level: Level) =>
    (...values: unknown[]) =>
      log[level](values.map(textOf).join(' '));
  Object.assign(console, {
    log: to('info'),
    info: to('info'),
    warn: to('warn'),
    error: to('error'),
    debug: to('debug'),
    trace: to('debug'),
  });
}

/**
 * `@message`, `@level` and `@timestamp` must be strings, or the host panics and takes Grafana down; the timestamp needs
 * exactly six fraction digits, or the line is taken for plain text (hashicorp/go-plugin log_entry.go).
 */
function formatLine(level: Level, message: string, fields: Record<string, unknown>): string {
  const entry: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) {
      entry[name] = secretName.test(name) ? '[redacted]' : plain(value);
    }
  }
  entry['@level'] = level;
  entry['@message'] = textOf(message);
  entry['@timestamp'] = new Date().toISOString().replace('Z', '000Z');
  const line = JSON.stringify(entry);
  if (Buffer.byteLength(line) < maxLineBytes) {
    return `${line}\n`;
  }
  return formatLine(level, shorten(textOf(message)), { shortened: true });
}

function plain(value: unknown): string | number | boolean | null {
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : shorten(textOf(value));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof Error) {
    return value.stack ?? value.message;
  }
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function shorten(text: string): string {
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
}

function writeToStderr(line: string): void {
  process.stderr.write(line);
}
