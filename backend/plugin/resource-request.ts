/** Reads what resource calls ask: ranges and lists from the query string, the preview's question from body or query string. */
import { filterSides } from '../../src/shared/query';
import { athenaSettingsSchema } from '../../src/shared/settings';
import { ZoneFlowError } from '../errors';
import type { AskOptions, ValuesRequest } from '../traffic/service';

/** Editors that know no range ask about the last day. */
const defaultRangeMs = 24 * 60 * 60 * 1000;
const defaultIntervalMs = 60_000;
const defaultMaxDataPoints = 1_000;

const valuesParameters = 'Parameters are dimension, side, from, to (epoch milliseconds), q and filters.';
const previewForm = 'Send {"query": {…}, "from": MS, "to": MS, "intervalMs": MS, "maxDataPoints": N} as JSON.';

/** @throws ZoneFlowError as rangeOf, and for filters that are not JSON or a side that there is not */
export function valuesRequestOf(parameters: URLSearchParams): ValuesRequest {
  const dimension = parameters.get('dimension');
  if (!dimension) {
    throw new ZoneFlowError('bad_request', 'The parameter dimension is missing', { remedy: valuesParameters });
  }
  checkSide(parameters.get('side') ?? '');
  const filters = filtersOf(parameters.get('filters') ?? '');
  return { dimension, ...rangeOf(parameters), q: parameters.get('q') ?? '', ...filters };
}

/** Both sides of an exchange hold the same values; the parameter is checked so that a typing error shows. */
function checkSide(side: string): void {
  if (side !== '' && !filterSides.some((known) => known === side)) {
    throw new ZoneFlowError('bad_request', `The parameter side is "${side}"`, {
      remedy: `It must be one of ${filterSides.join(', ')}.`,
    });
  }
}

function filtersOf(text: string): Pick<ValuesRequest, 'filters'> {
  if (text === '') {
    return {};
  }
  try {
    return { filters: JSON.parse(text) };
  } catch (cause) {
    throw new ZoneFlowError('bad_request', 'The parameter filters is not JSON', {
      cause,
      remedy: 'Send a list of filters: [{"dimension": "namespace", "operator": "=|", "values": ["shop", "media"]}].',
    });
  }
}

/** @throws ZoneFlowError `bad_request` */
export function flowLogIdOf(parameters: URLSearchParams): string {
  const id = parameters.get('flowLogId');
  if (!id) {
    throw new ZoneFlowError('bad_request', 'The parameter flowLogId is missing', {
      remedy: 'Name one of the flow logs that GET flow-logs lists.',
    });
  }
  return id;
}

/** Of the parameter `catalog`, by default Glue's. */
export function databasesOf(parameters: URLSearchParams): { of: 'databases'; catalog: string } {
  return { of: 'databases', catalog: catalogOf(parameters) };
}

/** @throws ZoneFlowError `bad_request` without a database */
export function tablesOf(parameters: URLSearchParams): { of: 'tables'; catalog: string; database: string } {
  const database = parameters.get('database');
  if (!database) {
    throw new ZoneFlowError('bad_request', 'The parameter database is missing', {
      remedy: 'Name one of the databases that GET databases lists.',
    });
  }
  return { of: 'tables', catalog: catalogOf(parameters), database };
}

function catalogOf(parameters: URLSearchParams): string {
  return parameters.get('catalog') || athenaSettingsSchema.parse({}).catalog;
}

/** The parsed body, undefined if there is none. Errors: bad_request for text that is not JSON. */
export function bodyOf(body: Uint8Array): unknown {
  if (body.length === 0) {
    return undefined;
  }
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (cause) {
    throw new ZoneFlowError('bad_request', 'The body of the request is not JSON', { cause, remedy: previewForm });
  }
}

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
    throw new ZoneFlowError('bad_request', 'The body of the request is not a JSON object', { remedy: previewForm });
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
    throw new ZoneFlowError('bad_request', `The parameter ${name} is not a number: ${JSON.stringify(value)}`, {
      remedy: 'Give from and to in epoch milliseconds, intervalMs in milliseconds, maxDataPoints as a count.',
    });
  }
  return number;
}
