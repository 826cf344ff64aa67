/** By what the two ends of an exchange are grouped. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorSwitch } from '@grafana/plugin-ui';
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
  const everything = t('query.group-by.placeholder', 'Everything in one group');
  return (
    <EditorRow>
      <EditorField
        label={t('query.group-by.label', 'Group by')}
        tooltip={t('query.group-by.tooltip', 'Dimensions of the source, in this order. A pod label is label:<key>.')}
        htmlFor={`${id}-group-by`}
        width={50}
        invalid={problem !== undefined}
        error={problem}
      >
        <DimensionPicker
          id={`${id}-group-by`}
          datasource={datasource}
          range={range}
          value={query.groupBy}
          invalid={problem !== undefined}
          placeholder={everything}
          onChange={(groupBy) => onChange({ groupBy })}
        />
      </EditorField>
      <EditorField
        label={t('query.target-group-by.switch', 'Group target otherwise')}
        tooltip={t('query.target-group-by.switch-tooltip', 'Off: the target is grouped as the source.')}
      >
        <EditorSwitch
          id={`${id}-has-target-group-by`}
          value={query.targetGroupBy !== undefined}
          onChange={(event) => onChange({ targetGroupBy: event.currentTarget.checked ? [] : undefined })}
        />
      </EditorField>
      {query.targetGroupBy && (
        <EditorField
          label={t('query.target-group-by.label', 'Group target by')}
          htmlFor={`${id}-target-group-by`}
          width={40}
          invalid={targetProblem !== undefined}
          error={targetProblem}
        >
          <DimensionPicker
            id={`${id}-target-group-by`}
            datasource={datasource}
            range={range}
            value={query.targetGroupBy}
            invalid={targetProblem !== undefined}
            placeholder={everything}
            onChange={(targetGroupBy) => onChange({ targetGroupBy })}
          />
        </EditorField>
      )}
    </EditorRow>
  );
}
