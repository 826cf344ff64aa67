/** By what the two ends of an exchange are grouped. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import type { StoredQuery } from '../../query/stored-query';
import type { QueryProblems } from '../../query/validation';
import type { TrafficQuery } from '../../shared/query';
import { DimensionPicker } from './dimension-picker';

interface Props {
  id: string;
  query: TrafficQuery;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
  problems: QueryProblems;
  onChange: (members: Partial<StoredQuery>) => void;
}

export function GroupingRow({ id, query, datasource, range, problems, onChange }: Props) {
  const problem = problems.members.get('groupBy');
  const targetProblem = problems.members.get('targetGroupBy');
  return (
    <EditorRow>
      <EditorField
        label={t('query.group-by.label', 'Group by')}
        tooltip={t('query.group-by.tooltip', 'Dimensions of the source, in this order. A pod label is label:<key>.')}
        htmlFor={`${id}-group-by`}
        invalid={problem !== undefined}
        error={problem}
      >
        <DimensionPicker
          id={`${id}-group-by`}
          datasource={datasource}
          range={range}
          value={query.groupBy}
          invalid={problem !== undefined}
          placeholder={t('query.group-by.placeholder', 'Everything in one group')}
          onChange={(groupBy) => onChange({ groupBy })}
        />
      </EditorField>
      <EditorField
        label={t('query.target-group-by.label', 'Group target by')}
        tooltip={t('query.target-group-by.tooltip', 'Other dimensions for the target side.')}
        htmlFor={`${id}-target-group-by`}
        invalid={targetProblem !== undefined}
        error={targetProblem}
        optional
      >
        <DimensionPicker
          id={`${id}-target-group-by`}
          datasource={datasource}
          range={range}
          value={query.targetGroupBy ?? []}
          invalid={targetProblem !== undefined}
          placeholder={t('query.target-group-by.placeholder', 'As the source')}
          onChange={(dimensions) => onChange({ targetGroupBy: dimensions.length > 0 ? dimensions : undefined })}
        />
      </EditorField>
    </EditorRow>
  );
}
