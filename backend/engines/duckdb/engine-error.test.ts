import { ZoneFlowError } from '../../errors';
import { endsDatabase, speaksOfData, toEngineError } from './engine-error';

test.each([
  [
    'Out of Memory Error: failed to pin block of size 256.0 KiB (63.9 MiB/64.0 MiB used)\n\nPossible …',
    'out_of_memory',
  ],
  [
    `Out of Memory Error: failed to offload data block of size 96.0 KiB (14.3 MiB/14.3 MiB used).\nThis limit was set by the 'max_temp_directory_size' setting.`,
    'disk_full',
  ],
  ['IO Error: Could not write file "/tmp/x": No space left on device', 'disk_full'],
  ['INTERRUPT Error: Interrupted!', 'cancelled'],
  ['IO Error: Cannot open file "/data/a.parquet": Permission denied', 'location_denied'],
  ['Binder Error: Referenced column "x" not found', 'engine_failed'],
])('%s', (message, code) => {
  expect(toEngineError(new Error(message), [])).toMatchObject({ code });
});

test('keeps what is known already', () => {
  const known = new ZoneFlowError('corrupt_object', 'x');
  expect(toEngineError(known, [])).toBe(known);
  expect(toEngineError(new DOMException('x', 'TimeoutError'), [])).toMatchObject({ code: 'timed_out' });
});

test('shows paths below a location, and one line', () => {
  const error = new Error('IO Error: No files found that match "/data/flows/a.log"\n\nLINE 1: select …');
  expect(toEngineError(error, ['/data/flows']).message).toBe('DuckDB: IO Error: No files found that match "a.log"');
});

test.each([
  ['Invalid Error: Failed to decompress GZIP block: data error', true],
  ['Invalid Error: Payload value bigger than allowed. Corrupted file?', true],
  [`Invalid Error: don't know what type: `, true],
  ['Invalid Input Error: CSV Error on Line: 1001', true],
  ['Conversion Error: CSV Error on Line: 5', true],
  ['Invalid Input Error: missing ]: [a', false],
  ['IO Error: Cannot open file "a.parquet": Too many open files', false],
  ['Binder Error: column "file" not found', false],
  ['Permission Error: Cannot access file "/etc/passwd"', false],
])('%s', (message, expected) => {
  expect(speaksOfData(new Error(message))).toBe(expected);
});

test.each([
  ['INTERNAL Error: Attempted to access index 5', true],
  ['FATAL Error: Failed: database has been invalidated because of a previous fatal error.', true],
  ['IO Error: x', false],
])('%s', (message, expected) => {
  expect(endsDatabase(new Error(message))).toBe(expected);
});
