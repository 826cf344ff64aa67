/** Reads the numbers of resource calls: ranges from the query string, the preview's question from body or query string. */
import { ZoneFlowError } from '../errors';
import type { AskOptions } from '../traffic/service';

/** Editors that know no range ask about the last day. */
const defaultRangeMs = 24 * 60 * 60 * 1000;
const defaultIntervalMs = 60_000;
const defaultMaxDataPoints = 1_000;

/** @throws ZoneFlowError `bad_request` for text that is no number, `bad_range` for a range that ends before it starts */
export function rangeOf(parameters: URLSearchParams): { from: number; to: number } {
  return checkedRange(numberOf('from', parameters.get('from')), numberOf('to', parameters.get('to')));
}

/**
 * `{query, from, to, intervalMs}`, or a bare query with those members in it; the query string holds for what is absent.
 * @throws ZoneFlowError as rangeOf, and for a body that is no object
 */
export function previewRequestOf(parameters: URLSearchParams, body: unknown): { query: unknown; options: AskOptions } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ZoneFlowError('bad_request', 'The body of the request is not a JSON object');
  }
  const members: Record<string, unknown> = { ...body };
  const number = (name: string) => numberOf(name, members[name] ?? parameters.get(name));
  return {
    query: members.query ?? members,
    options: {
      ...checkedRange(number('from'), number('to')),
      intervalMs: number('intervalMs') ?? defaultIntervalMs,
      maxDataPoints: number('maxDataPoints') ?? defaultMaxDataPoints,
    },
  };
}

function checkedRange(givenFrom: number | undefined, givenTo: number | undefined): { from: number; to: number } {
  const to = givenTo ?? Date.now();
  const from = givenFrom ?? to - defaultRangeMs;
  if (from >= to) {
    throw new ZoneFlowError('bad_range', `The range from ${from} to ${to} ends before it starts`);
  }
  return { from, to };
}

function numberOf(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
  if (!Number.isFinite(number)) {
    throw new ZoneFlowError('bad_request', `The parameter ${name} is not a number: ${JSON.stringify(value)}`);
  }
  return number;
}
