/** Asks what crossed zones on each day of a range, by the kinds of the ends. */
import type { Notice } from '../frames/frame';
import type { Answer, TrafficService } from '../traffic/service';
import type { FlowDay } from './compare';

const dayMs = 86_400_000;

/** @param range whole days, epoch milliseconds. Errors: as TrafficService. */
export async function readFlowDays(
  service: Pick<TrafficService, 'answer'>,
  range: { from: number; to: number },
  signal: AbortSignal
): Promise<{ days: FlowDay[]; notices: Notice[] }> {
  const query = { queryType: 'table', traffic: 'cross-zone', groupBy: ['kind'], targetGroupBy: ['kind'], limit: 0 };
  const days: FlowDay[] = [];
  const noticed = new Map<string, { notice: Notice; days: string[] }>();
  // One after the other: each uses all threads of the engine.
  for (let from = range.from; from < range.to; from += dayMs) {
    const options = { from, to: from + dayMs, intervalMs: dayMs, maxDataPoints: 1 };
    const answer = await service.answer(query, options, signal);
    const day = new Date(from).toISOString().slice(0, 10);
    days.push(flowDay(day, answer));
    for (const notice of answer.notices) {
      const known = noticed.get(notice.text) ?? { notice, days: [] };
      noticed.set(notice.text, { ...known, days: [...known.days, day] });
    }
  }
  const notices = [...noticed.values()].map(({ notice, days: [first = '', ...more] }) => ({
    ...notice,
    text: `${more.length === 0 ? first : `${first} and ${more.length} more`}: ${notice.text}`,
  }));
  return { days, notices };
}

function flowDay(day: string, { columns, rows, coverage }: Answer): FlowDay {
  const at = (name: string): number => columns.indexOf(name);
  const [source, target, bytes] = [at('source_kind'), at('target_kind'), at('bytes')];
  const byKinds = new Map<string, number>();
  let crossZoneBytes = 0;
  for (const row of rows) {
    const pair = [String(row[source]), String(row[target])].sort().join(' – ');
    const value = Number(row[bytes]);
    byKinds.set(pair, (byKinds.get(pair) ?? 0) + value);
    crossZoneBytes += value;
  }
  return { day, crossZoneBytes, byKinds, coverage };
}
