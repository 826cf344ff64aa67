/** Filters of one end alone, as variables and annotations have them: no side is named. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import type { StoredFilter } from '../../query/stored-query';
import { problemsOf } from '../../query/validation';
import { FilterList } from './filter-list';

interface Props {
  id: string;
  tooltip: string;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
  filters: StoredFilter[];
  onChange: (filters: StoredFilter[]) => void;
}

export function EndFiltersRow({ id, tooltip, datasource, range, filters, onChange }: Props) {
  return (
    <EditorRow>
      <EditorField label={t('query.filter.label', 'Filters')} tooltip={tooltip} optional>
        <FilterList
          id={id}
          datasource={datasource}
          range={range}
          filters={filters}
          problems={filterProblems(filters, datasource)}
          hasSides={false}
          onChange={onChange}
        />
      </EditorField>
    </EditorRow>
  );
}

/** What is wrong with filters, by their position. */
export function filterProblems(filters: StoredFilter[], datasource: ZoneFlowDataSource): ReadonlyMap<number, string> {
  return problemsOf({ refId: '', filters }, { hasVariable: (text) => datasource.hasVariable(text) }).filters;
}
