/** What is wrong with a query, beside the field it is in: the shared schema's findings in words for a person. */
import { t } from '@grafana/i18n';
import { trafficQuerySchema } from '../shared/query';
import type { StoredQuery } from './stored-query';

export interface QueryProblems {
  /** By member of the query, `limit` for example. */
  members: Map<string, string>;
  /** By position of the filter. */
  filters: Map<number, string>;
}

export function problemsOf(query: StoredQuery): QueryProblems {
  const problems: QueryProblems = { members: new Map(), filters: new Map() };
  for (const { path } of trafficQuerySchema.safeParse(query).error?.issues ?? []) {
    const [member, position] = path;
    if (member === 'filters' && typeof position === 'number') {
      problems.filters.set(position, filterProblem(path[2]));
    } else if (member !== undefined && !isVariable(query, member)) {
      problems.members.set(String(member), memberProblem(String(member)));
    }
  }
  query.filters?.forEach((filter, position) => {
    if (!problems.filters.has(position) && filter.values.length === 0) {
      problems.filters.set(position, filterProblem('values'));
    }
  });
  return problems;
}

/** A dashboard variable in the place of a choice is judged by what it gives, when the query runs. */
function isVariable(query: StoredQuery, member: PropertyKey): boolean {
  const value = Object.entries(query).find(([name]) => name === member)?.[1];
  return typeof value === 'string' && value.startsWith('$');
}

export function isValid({ members, filters }: QueryProblems): boolean {
  return members.size === 0 && filters.size === 0;
}

function memberProblem(member: string): string {
  switch (member) {
    case 'limit':
      return t('query.problem.limit', 'A whole number from 0 (all groups) to 1,000,000.');
    case 'groupBy':
    case 'targetGroupBy':
      return t('query.problem.group-by', 'At most 16 dimensions; a label is written label:<key>.');
    case 'filters':
      return t('query.problem.filters', 'At most 100 filters.');
    default:
      return t('query.problem.member', 'This value is not one of the choices.');
  }
}

function filterProblem(member: PropertyKey | undefined): string {
  switch (member) {
    case 'values':
      return t('query.problem.filter-values', 'Choose or write at least one value.');
    case 'dimension':
      return t('query.problem.filter-dimension', 'Choose a dimension; a label is written label:<key>.');
    case 'operator':
      return t('query.problem.filter-operator', 'Choose an operator.');
    default:
      return t('query.problem.filter', 'This filter is not complete.');
  }
}
