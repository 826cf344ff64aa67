import { ZoneFlowError } from '../backend/errors';
import type { Answer, TrafficService } from '../backend/traffic/service';
import { askReport } from './ask-report';
import { answersOf, pod, testOrigin, testRequest, type TestFlow } from './report/answers.test-data';
import type { ReportAnswers } from './report/report-model';

const flow = (bytes: number): TestFlow => ({
  source: pod('shop', 'web', 'use1-az1'),
  target: pod('data', 'db', 'use1-az2'),
  bytes,
});
const order: Array<keyof ReportAnswers> = ['zones', 'trend', 'paths', 'exchanges'];
const { signal } = new AbortController();

/** Services whose answers are of the moments given, one for each question; the last service's serve all later ones. */
function sources(moments: number[][]) {
  const log = { opened: 0, closed: 0 };
  const openService = (): TrafficService => {
    const bytes = moments[Math.min(log.opened++, moments.length - 1)] ?? [];
    let asked = 0;
    const never = (): Promise<never> => Promise.reject(new ZoneFlowError('internal', 'not asked by a report'));
    return {
      answer: (): Promise<Answer> => {
        const question = order[asked] ?? 'zones';
        return Promise.resolve(answersOf([flow(bytes[asked++] ?? 0)])[question]);
      },
      values: () => Promise.resolve(['prod']),
      frames: never,
      preview: never,
      dimensions: never,
      health: never,
      doctor: never,
      flowLogs: never,
      ddl: never,
      list: never,
      close: () => Promise.resolve(void log.closed++),
    };
  };
  return { log, openService, strict: false, version: '1.2.3', now: () => testOrigin.generatedAt };
}

test('asks once, of one service, and closes it', async () => {
  const given = sources([[8, 8, 8, 8]]);
  const report = await askReport(testRequest, given, signal);
  expect(report.totals.crossZoneBytes).toBe(8);
  expect(report.origin).toEqual(testOrigin);
  expect(report.notices).toEqual([]);
  expect(given.log).toEqual({ opened: 1, closed: 1 });
});

test('flow logs that arrive between two questions: asks again', async () => {
  const given = sources([
    [8, 8, 9, 9],
    [9, 9, 9, 9],
  ]);
  const report = await askReport(testRequest, given, signal);
  expect(report.totals.crossZoneBytes).toBe(9);
  expect(report.notices).toEqual([]);
  expect(given.log).toEqual({ opened: 2, closed: 2 });
});

test('if they never stop arriving, the report says so', async () => {
  const given = sources([[8, 8, 8, 2048 + 8]]);
  const report = await askReport(testRequest, given, signal);
  expect(report.notices).toEqual([
    { severity: 'warning', text: 'Flow logs arrived while this report was made: its parts differ by up to 2.00 KiB.' },
  ]);
  expect(given.log).toEqual({ opened: 3, closed: 3 });
});

test('a service that fails is closed, its error is the report’s', async () => {
  const given = sources([[]]);
  const failing = () => ({
    ...given.openService(),
    answer: () => Promise.reject(new ZoneFlowError('timed_out', 'too slow')),
  });
  await expect(askReport(testRequest, { ...given, openService: failing }, signal)).rejects.toThrow('too slow');
  expect(given.log).toEqual({ opened: 1, closed: 1 });
});
