/** The filters of the query, those that can be shown; the others are listed among its problems. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { filterParts, type StoredFilter, type StoredQuery } from '../../query/stored-query';
import { FilterList } from './filter-list';
import type { MemberFieldContext } from './member-field';

interface Props {
  id: string;
  context: MemberFieldContext;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
}

export function FiltersRow({ id, context: { query, problems, onChange }, datasource, range }: Props) {
  const { readable, unreadable } = filterParts(query);
  const problemsShown = new Map(
    readable.flatMap(({ position }, index) => {
      const problem = problems.filters.get(position);
      return problem === undefined ? [] : [[index, problem]];
    })
  );
  // What cannot be shown stays in the query until somebody removes it: it must not vanish by another change.
  const kept: StoredQuery['filters'] = query.filters;
  const change = (filters: StoredFilter[]) =>
    onChange({ filters: [...filters, ...unreadable.flatMap(({ position }) => kept?.[position] ?? [])] });
  return (
    <EditorRow>
      <EditorField
        label={t('query.filter.label', 'Filters')}
        width="100%"
        tooltip={t('query.filter.tooltip', 'All filters must hold. Variables may be used as values and dimensions.')}
      >
        <FilterList
          id={`${id}-filter`}
          datasource={datasource}
          range={range}
          filters={readable.map(({ filter }) => filter)}
          problems={problemsShown}
          onChange={change}
        />
      </EditorField>
    </EditorRow>
  );
}
