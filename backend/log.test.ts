import { createLogger } from './log';

function lines(write: (log: ReturnType<typeof createLogger>) => void): Array<Record<string, unknown>> {
  const written: string[] = [];
  write(createLogger((line) => written.push(line)));
  expect(written.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('log lines', () => {
  test('have what the host reads, in the form it needs', () => {
    const [line] = lines((log) =>
      log.with({ dataSource: '1/ds' }).warn('Two\nlines', { seconds: 0.5, frames: [1], none: undefined })
    );
    expect(line).toMatchObject({
      '@level': 'warn',
      '@message': 'Two\nlines',
      dataSource: '1/ds',
      seconds: 0.5,
      frames: '[1]',
    });
    expect(line?.['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(line).not.toHaveProperty('none');
  });

  test.each([
    ['@message', 7],
    ['@level', { a: 1 }],
    ['@timestamp', null],
  ])('never let a field take the place of %s, which would take Grafana down', (name, value) => {
    const [line] = lines((log) => log.info('said', { [name]: value }));
    expect(typeof line?.[name]).toBe('string');
    expect(line).toMatchObject({ '@level': 'info', '@message': 'said' });
  });

  test.each(['secretKey', 'accessKey', 'sessionToken', 'Authorization', 'aws_credentials'])(
    'do not show %s',
    (name) => {
      expect(lines((log) => log.info('x', { [name]: 'AKIA' }))[0]?.[name]).toBe('[redacted]');
    }
  );

  test('stay below the 64 KiB at which the host cuts', () => {
    const big = 'ü'.repeat(100_000);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, big]));
    const written: string[] = [];
    const log = createLogger((line) => written.push(line));
    log.info(big, many);
    log.info('one', { big });
    expect(written.map((line) => Buffer.byteLength(line) < 65_536)).toEqual([true, true]);
  });

  test('take errors, circles and big integers', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const [line] = lines((log) => log.error('x', { error: new Error('why'), circle, big: 1n }));
    expect(line?.error).toContain('why');
    expect(line).toMatchObject({ circle: '[object Object]', big: '1' });
  });
});
