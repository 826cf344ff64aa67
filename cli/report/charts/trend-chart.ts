/** Cross-zone traffic in time, stacked by sender. */
import { bytesText } from '../../../backend/query/shape/quantity';
import { clockText, shortDayText } from '../figures';
import type { Markup } from '../markup';
import type { Report } from '../report-model';
import { bucketTotals } from '../trend';
import { faintInk, hairline, senderColour } from './colours';
import { draw, type ChartSize } from './draw';

const day = 86_400_000;
/** Bars of buckets that are still filling up. */
const incompleteOpacity = 0.45;

export function trendChart(report: Report, size: ChartSize, alternative: string): Markup {
  const { trend, shown, coverage } = report;
  const { times, bucketMs } = trend;
  const isIncomplete = (index: number): boolean =>
    coverage.incompleteSince !== null && (times[index] ?? 0) + bucketMs > coverage.incompleteSince;
  const totals = bucketTotals(trend);
  const restOf = totals.map(
    (total, index) => total - shown.reduce((sum, { buckets }) => sum + (buckets[index] ?? 0), 0)
  );
  const layers = [
    ...shown.map(({ buckets }, place) => ({ buckets, colour: senderColour(place) })),
    ...(restOf.some((bytes) => bytes > 0) ? [{ buckets: restOf, colour: senderColour(null) }] : []),
  ];
  const { step, top } = scale(totals.reduce((most, total) => Math.max(most, total), 0));
  const ticks = labelledTimes(times, Math.floor(size.width / 90));
  return draw(
    {
      grid: { left: 62, right: 4, top: 10, bottom: 24, outerBoundsMode: 'none' },
      xAxis: {
        type: 'category',
        data: times.map((_, index) => String(index)),
        axisLine: { lineStyle: { color: faintInk } },
        axisTick: { show: false },
        axisLabel: {
          color: faintInk,
          interval: (index) => ticks.has(index),
          formatter: (_, index) => ticks.get(index) ?? '',
        },
      },
      yAxis: {
        type: 'value',
        max: top,
        interval: step,
        axisLabel: { color: faintInk, formatter: (value) => bytesText(value) },
        splitLine: { lineStyle: { color: hairline } },
      },
      series: layers.map(({ buckets, colour }) => ({
        type: 'bar' as const,
        stack: 'all',
        barCategoryGap: times.length > 40 ? '18%' : '25%',
        cursor: 'default',
        emphasis: { disabled: true },
        itemStyle: { color: colour },
        data: buckets.map((value, index) =>
          isIncomplete(index) ? { value, itemStyle: { color: colour, opacity: incompleteOpacity } } : value
        ),
      })),
    },
    size,
    alternative
  );
}

/** A round step in powers of 1024, as the labels are, and the end of the axis above `most`; at most five steps. */
function scale(most: number): { step: number; top: number } {
  const steps = [0, 1, 2, 3, 4, 5].flatMap((power) =>
    [1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * 1024 ** power)
  );
  const step = steps.find((candidate) => candidate * 5 >= most) ?? most;
  return { step, top: step * Math.max(1, Math.ceil(most / step)) };
}

/** Labels at round times, by index of the bucket: clock times within two days, else days. */
function labelledTimes(times: readonly number[], most: number): Map<number, string> {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const isByDay = last - first > 2 * day;
  const minute = 60_000;
  const steps = isByDay
    ? [1, 2, 7, 14, 28, 91].map((days) => days * day)
    : [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * minute);
  const step = steps.find((candidate) => (last - first) / candidate <= most) ?? Math.max(last - first, day);
  const text = (time: number): string => (isByDay || time % day === 0 ? shortDayText(time) : clockText(time));
  return new Map(times.flatMap((time, index) => (time % step === 0 ? [[index, text(time)] as const] : [])));
}
