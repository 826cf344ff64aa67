/** The filters of a query: all must hold. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Stack } from '@grafana/ui';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import type { StoredFilter } from '../../query/stored-query';
import { FilterRow } from './filter-row';

interface Props {
  id: string;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
  filters: StoredFilter[];
  /** What is wrong, by position. */
  problems: ReadonlyMap<number, string>;
  /** Off where an exchange's ends mean nothing: in variables and annotations. */
  hasSides?: boolean;
  onChange: (filters: StoredFilter[]) => void;
}

const newFilter: StoredFilter = { dimension: 'namespace', operator: '=|', values: [] };

export function FilterList({ id, datasource, range, filters, problems, hasSides = true, onChange }: Props) {
  return (
    <Stack direction="column" gap={1} alignItems="stretch">
      {filters.map((filter, position) => (
        <FilterRow
          // Filters have no identity of their own; a row holds no state that could move to another.
          key={position}
          id={`${id}-${position}`}
          position={position}
          datasource={datasource}
          range={range}
          filter={filter}
          others={filters.filter((other, index) => index !== position && sideOf(other) === sideOf(filter))}
          problem={problems.get(position)}
          hasSide={hasSides}
          onChange={(changed) => onChange(filters.map((other, index) => (index === position ? changed : other)))}
          onRemove={() => onChange(filters.filter((_, index) => index !== position))}
        />
      ))}
      <div>
        <Button
          icon="plus"
          size="sm"
          variant="secondary"
          type="button"
          onClick={() => onChange([...filters, hasSides ? { side: 'source', ...newFilter } : newFilter])}
        >
          {t('query.filter.add', 'Add filter')}
        </Button>
      </div>
    </Stack>
  );
}

function sideOf({ side = 'either' }: StoredFilter): string {
  return side;
}
