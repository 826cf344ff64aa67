/** What is wrong with a stored query where no field shows it: hand-edited JSON, members of another view. */
import { t } from '@grafana/i18n';
import { Alert, Button } from '@grafana/ui';
import React from 'react';
import { filterParts, type StoredQuery } from '../../query/stored-query';
import { MemberProblem, type Member, type MemberFieldContext } from './member-field';

interface Props {
  context: MemberFieldContext;
  /** Members that have a field. */
  shownMembers: ReadonlySet<string>;
}

const members: Member[] = [
  'queryType',
  'traffic',
  'groupBy',
  'targetGroupBy',
  'filters',
  'bidirectional',
  'measure',
  'rate',
  'limit',
  'other',
];

export function HiddenProblems({ context, shownMembers }: Props) {
  const { query, problems, onChange } = context;
  const wrong = members.flatMap((member) => {
    const problem = problems.members.get(member);
    // The list of filters has fields for filters, none for itself.
    const isHidden = member === 'filters' || !shownMembers.has(member);
    return problem !== undefined && isHidden ? [{ member, problem }] : [];
  });
  const filters = shownMembers.has('filters') ? filterParts(query).unreadable : hiddenFilters(context);
  if (wrong.length === 0 && filters.length === 0) {
    return null;
  }
  return (
    <Alert
      severity="error"
      title={t('query.hidden-problems.title', 'The stored query has parts that cannot be run')}
      bottomSpacing={0}
      topSpacing={1}
    >
      {wrong.map(({ member, problem }) => (
        <div key={member}>
          <strong>{member}</strong>{' '}
          <MemberProblem context={context} member={member} problem={problem} hasField={false} />
        </div>
      ))}
      {filters.map(({ position, value }) => (
        <div key={position}>
          <strong>{`filters[${position}]`}</strong> {problems.filters.get(position)}{' '}
          <code>{JSON.stringify(value)}</code>{' '}
          <Button
            size="sm"
            fill="text"
            variant="secondary"
            type="button"
            onClick={() => onChange({ filters: query.filters?.filter((_, index) => index !== position) })}
          >
            {t('query.filter.remove', 'Remove filter')}
          </Button>
        </div>
      ))}
    </Alert>
  );
}

/** In a view without filters those that are wrong still keep the query from running. */
function hiddenFilters({ query, problems }: MemberFieldContext): Array<{ position: number; value: unknown }> {
  const stored: StoredQuery['filters'] = Array.isArray(query.filters) ? query.filters : [];
  return stored.flatMap((value, position) => (problems.filters.has(position) ? [{ position, value }] : []));
}
