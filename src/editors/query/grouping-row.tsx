/** By what the two ends of an exchange are grouped. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorSwitch } from '@grafana/plugin-ui';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { storedGrouping } from '../../query/stored-query';
import type { TrafficQuery } from '../../shared/query';
import { DimensionList } from './dimension-list';
import { MemberField, type MemberFieldContext } from './member-field';

interface Props {
  id: string;
  context: MemberFieldContext;
  /** The query with its defaults. */
  shown: TrafficQuery;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
}

export function GroupingRow({ id, context, shown, datasource, range }: Props) {
  const { query, problems, onChange } = context;
  const hasTarget = query.targetGroupBy !== undefined;
  const label = hasTarget ? t('query.group-by.source-label', 'Group source by') : t('query.group-by.label', 'Group by');
  const targetLabel = t('query.target-group-by.label', 'Group target by');
  const everything = t('query.group-by.placeholder', 'Everything in one group');
  return (
    <EditorRow>
      <MemberField
        context={context}
        member="groupBy"
        label={label}
        tooltip={t(
          'query.group-by.tooltip',
          'Dimensions in the order of the columns and names. A pod label is written label:<key>; variables may be used.'
        )}
        htmlFor={`${id}-group-by`}
      >
        <DimensionList
          id={`${id}-group-by`}
          label={label}
          datasource={datasource}
          range={range}
          value={storedGrouping(query.groupBy) ?? shown.groupBy}
          invalid={problems.members.has('groupBy')}
          placeholder={everything}
          onChange={(groupBy) => onChange({ groupBy })}
        />
      </MemberField>
      <EditorField
        label={t('query.target-group-by.switch', 'Group target otherwise')}
        tooltip={t('query.target-group-by.switch-tooltip', 'Off: the target is grouped as the source.')}
        htmlFor={`${id}-has-target-group-by`}
      >
        <EditorSwitch
          id={`${id}-has-target-group-by`}
          value={hasTarget}
          onChange={(event) => onChange({ targetGroupBy: event.currentTarget.checked ? [] : undefined })}
        />
      </EditorField>
      {hasTarget && (
        <MemberField context={context} member="targetGroupBy" label={targetLabel} htmlFor={`${id}-target-group-by`}>
          <DimensionList
            id={`${id}-target-group-by`}
            label={targetLabel}
            datasource={datasource}
            range={range}
            value={storedGrouping(query.targetGroupBy) ?? []}
            invalid={problems.members.has('targetGroupBy')}
            placeholder={everything}
            onChange={(targetGroupBy) => onChange({ targetGroupBy })}
          />
        </MemberField>
      )}
    </EditorRow>
  );
}
