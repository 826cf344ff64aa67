/** What is wrong with a query, beside the field it is in: the shared schema's findings in words for a person. */
import { t } from '@grafana/i18n';
import { longestPattern, patternProblem } from '../shared/pattern';
import { trafficQuerySchema } from '../shared/query';
import { cannotAlert } from './alerting';
import { filterParts, storedGrouping, type StoredFilter, type StoredQuery } from './stored-query';
import { verbatim } from './verbatim';

export interface QueryProblems {
  /** By member of the query, `limit` for example. */
  members: Map<string, string>;
  /** By position of the filter. */
  filters: Map<number, string>;
}

export interface Circumstances {
  /** True for text whose meaning only a dashboard's variables give: it is not judged. */
  hasVariable?: (text: string) => boolean;
  /** An alert rule is stored without a dashboard: variables mean nothing, and not every view is a number. */
  forAlert?: boolean;
}

export function problemsOf(query: StoredQuery, circumstances: Circumstances = {}): QueryProblems {
  const { hasVariable = () => false, forAlert = false } = circumstances;
  const problems: QueryProblems = { members: new Map(), filters: new Map() };
  const isJudged = (text: unknown) => typeof text !== 'string' || !hasVariable(text);
  for (const { path } of trafficQuerySchema.safeParse(query).error?.issues ?? []) {
    const [member, position] = path;
    if (!isJudged(valueAt(query, path))) {
      continue;
    }
    if (member === 'filters' && typeof position === 'number') {
      problems.filters.set(position, filterProblem(path[2] === 'values' && path.length > 3 ? 'value' : path[2]));
    } else if (member !== undefined) {
      problems.members.set(
        String(member),
        memberProblem(String(member), path.length > 1 ? valueAt(query, path) : undefined)
      );
    }
  }
  for (const { position, filter } of filterParts(query).readable) {
    const problem = problems.filters.get(position) ?? valuesProblem(filter, isJudged);
    if (problem !== undefined) {
      problems.filters.set(position, problem);
    }
  }
  if (forAlert) {
    addAlertProblems(query, problems);
  }
  return problems;
}

export function isValid({ members, filters }: QueryProblems): boolean {
  return members.size === 0 && filters.size === 0;
}

function valueAt(query: StoredQuery, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => Object.entries(value ?? {}).find(([member]) => member === String(step))?.[1],
    query
  );
}

/** Characters of a value, and of a pattern. */
const mostText = longestPattern.toLocaleString('en-US');

/** What the schema leaves to its readers: a filter restricts something, and its patterns are ones that engines take. */
function valuesProblem({ operator, values }: StoredFilter, isJudged: (text: string) => boolean): string | undefined {
  if (values.length === 0) {
    return filterProblem('values');
  }
  if (operator !== '=~' && operator !== '!~') {
    return undefined;
  }
  const problem = values.filter(isJudged).map(patternProblem).find(Boolean);
  switch (problem?.kind) {
    case undefined:
      return undefined;
    case 'too-long':
      return t(
        'query.problem.pattern-length',
        'A regular expression has at most {{most}} characters; list the values.',
        {
          most: mostText,
        }
      );
    case 'look-around':
      return t('query.problem.pattern-look-around', 'Look-around and back-references do not work here.');
    case 'syntax':
      return t('query.problem.pattern-syntax', 'This is no regular expression: {{reason}}', {
        ...verbatim,
        reason: problem.reason,
      });
  }
}

function addAlertProblems(query: StoredQuery, problems: QueryProblems): void {
  const reason = cannotAlert(query.queryType ?? 'graph');
  if (reason !== undefined) {
    problems.members.set('queryType', reason);
  }
  const noVariables = t('query.problem.alert-variable', 'Alert rules do not know the variables of dashboards.');
  const isVariable = (text: string) => /\$\w|\$\{|\[\[\w/.test(text);
  for (const member of ['traffic', 'measure', 'groupBy', 'targetGroupBy'] as const) {
    const stored = query[member];
    if ((typeof stored === 'string' ? [stored] : (storedGrouping(stored) ?? [])).some(isVariable)) {
      problems.members.set(member, noVariables);
    }
  }
  for (const { position, filter } of filterParts(query).readable) {
    // In a pattern the dollar sign is the end of the text.
    const texts = filter.operator?.endsWith('~') ? [filter.dimension] : [filter.dimension, ...filter.values];
    if (texts.some(isVariable)) {
      problems.filters.set(position, noVariables);
    }
  }
}

/** @param entry what is wrong in the member's list */
function memberProblem(member: string, entry: unknown): string {
  switch (member) {
    case 'limit':
      return t('query.problem.limit', 'A whole number from 0 (all groups) to 1,000,000.');
    case 'groupBy':
    case 'targetGroupBy':
      if (typeof entry === 'string') {
        return t('query.problem.dimension', '“{{name}}” is no dimension; a label is written label:<key>.', {
          ...verbatim,
          name: entry,
        });
      }
      return t('query.problem.group-by', 'A list of at most 16 dimensions; a label is written label:<key>.');
    case 'filters':
      return t('query.problem.filters', 'A list of at most 100 filters.');
    case 'rate':
    case 'other':
    case 'bidirectional':
      return t('query.problem.switch', 'This is either on or off.');
    default:
      return t('query.problem.member', 'This value is not one of the choices.');
  }
}

function filterProblem(member: PropertyKey | undefined): string {
  switch (member) {
    case 'values':
      return t('query.problem.filter-values', 'Choose or write at least one value.');
    case 'value':
      return t('query.problem.filter-value', 'A value is a text of at most {{most}} characters.', { most: mostText });
    case 'dimension':
      return t('query.problem.filter-dimension', 'Choose a dimension; a label is written label:<key>.');
    case 'operator':
      return t('query.problem.filter-operator', 'Choose an operator.');
    case 'side':
      return t('query.problem.filter-side', 'Choose a side: source, target or either.');
    default:
      return t('query.problem.filter', 'This filter is not complete.');
  }
}
