/** Asks the questions of a report: each once, of one service, so that they share what it opened. */
import type { Answer, TrafficService } from '../backend/traffic/service';
import { disagreement, reportOf, type Report, type ReportAnswers } from './report/report-model';
import { bucketWidth, reportQuestions, type ReportRequest } from './report/request';
import { bytesText } from '../backend/query/shape/quantity';

export interface ReportSources {
  /** A service with the request's prices; each one is closed after use. */
  openService: () => TrafficService;
  strict: boolean;
  /** ZoneFlow's version. */
  version: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Flow logs that arrive between two questions make their answers differ: then all are asked again. */
const mostAttempts = 3;

/** @throws ZoneFlowError whatever the service throws. */
export async function askReport(request: ReportRequest, sources: ReportSources, signal: AbortSignal): Promise<Report> {
  for (let attempt = 1; ; attempt++) {
    const { answers, clusters } = await askOnce(request, sources, signal);
    const difference = disagreement(answers);
    if (difference > 0 && attempt < mostAttempts) {
      continue;
    }
    const report = reportOf(request, { clusters, generatedAt: sources.now(), version: sources.version }, answers);
    const text = `Flow logs arrived while this report was made: its parts differ by up to ${bytesText(difference)}.`;
    return difference === 0 ? report : { ...report, notices: [...report.notices, { severity: 'warning', text }] };
  }
}

async function askOnce(
  request: ReportRequest,
  { openService, strict }: ReportSources,
  signal: AbortSignal
): Promise<{ answers: ReportAnswers; clusters: string[] }> {
  const service = openService();
  const { range } = request;
  const options = { ...range, intervalMs: bucketWidth(range), maxDataPoints: Number.MAX_SAFE_INTEGER, strict };
  const questions = reportQuestions(request);
  const ask = (question: keyof ReportAnswers): Promise<Answer> => service.answer(questions[question], options, signal);
  try {
    // One after the other: each uses all threads of the engine.
    const answers = {
      zones: await ask('zones'),
      trend: await ask('trend'),
      paths: await ask('paths'),
      exchanges: await ask('exchanges'),
    };
    const clusters = await service.values({ dimension: 'cluster', ...range, q: '' }, signal);
    return { answers, clusters };
  } finally {
    await service.close();
  }
}
