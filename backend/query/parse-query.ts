/** The border of the core: unknown JSON to a question or to filters, or an error that names the wrong member. */
import * as z from 'zod/mini';
import { eventsQuerySchema, eventsQueryType, type EventsQuery } from '../../src/shared/events';
import { longestPattern, patternProblem } from '../../src/shared/pattern';
import { trafficQuerySchema, type TrafficFilter, type TrafficQuery } from '../../src/shared/query';
import { ZoneFlowError } from '../errors';

// zod/mini has no texts of its own.
z.config(z.locales.en());

/** A question about traffic, or one about events (annotations). */
export type Question = TrafficQuery | EventsQuery;

/** Parses a stored question and fills in defaults. Errors: bad_query with the member's path. */
export function parseQuestion(input: unknown): Question {
  const isEvents =
    typeof input === 'object' && input !== null && 'queryType' in input && input.queryType === eventsQueryType;
  const query = isEvents ? parsed(eventsQuerySchema, input) : parsed(trafficQuerySchema, input);
  query.filters.forEach(checkFilter);
  return query;
}

/** Parses a question about traffic alone; as parseQuestion. */
export function parseQuery(input: unknown): TrafficQuery {
  const query = parsed(trafficQuerySchema, input);
  query.filters.forEach(checkFilter);
  return query;
}

const filtersSchema = z.pick(eventsQuerySchema, { filters: true });

/** Parses filters that come without a question. Errors: bad_query with the member's path. */
export function parseFilters(filters: unknown): TrafficFilter[] {
  const { filters: known } = parsed(filtersSchema, { filters });
  known.forEach(checkFilter);
  return known;
}

function parsed<Schema extends z.ZodMiniType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? 'query' : pathText(issue.path);
  throw new ZoneFlowError('bad_query', `The query’s ${path} is wrong: ${issue ? expected(issue) : 'not an object'}`);
}

function checkFilter(filter: TrafficFilter, index: number): void {
  filter.values.forEach((value, position) => {
    const path = `filters[${index}].values[${position}]`;
    if (value.includes('\0')) {
      throw new ZoneFlowError('bad_query', `The query’s ${path} contains the NUL character`);
    }
    if (filter.operator === '=~' || filter.operator === '!~') {
      checkPattern(value, path);
    }
  });
}

function checkPattern(pattern: string, path: string): void {
  const problem = patternProblem(pattern);
  switch (problem?.kind) {
    case undefined:
      return;
    case 'too-long':
      throw new ZoneFlowError(
        'bad_query',
        `The regular expression in ${path} is longer than ${longestPattern} characters`,
        { remedy: 'List the values with the operator =| instead.' }
      );
    case 'look-around':
      throw new ZoneFlowError('bad_query', `The regular expression in ${path} uses look-around or a back-reference`, {
        remedy: 'Write it without; combine several filters, or use !~ for “does not match”.',
      });
    case 'syntax':
      throw new ZoneFlowError('bad_query', `The regular expression in ${path} does not compile: ${problem.reason}`);
  }
}

/** What the member must be, in words: the schema library's own are for programmers. */
function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${sizeUnit(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${sizeUnit(issue.origin)}`;
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? `of type ${issue.expected}`}`;
    default:
      return issue.message;
  }
}

const typeNames: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a text',
};

function sizeUnit(origin: string): string {
  return origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '';
}

function pathText(path: ReadonlyArray<PropertyKey>): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    ''
  );
}
