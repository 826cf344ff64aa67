/** What is counted and how much of it is shown. */
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorSwitch } from '@grafana/plugin-ui';
import { Combobox, Input } from '@grafana/ui';
import React from 'react';
import type { StoredQuery } from '../../query/stored-query';
import type { QueryProblems } from '../../query/validation';
import type { TrafficQuery } from '../../shared/query';
import { measureChoices } from './choices';

interface Props {
  id: string;
  query: TrafficQuery;
  /** As stored: a limit that is wrong is shown as it was typed. */
  stored: StoredQuery;
  problems: QueryProblems;
  onChange: (members: Partial<StoredQuery>) => void;
}

export function MeasureRow({ id, query, stored, problems, onChange }: Props) {
  const limitProblem = problems.members.get('limit');
  const isMatrix = query.queryType === 'matrix';
  return (
    <EditorRow>
      <EditorField label={t('query.measure.label', 'Measure')}>
        <Combobox
          id={`${id}-measure`}
          width={20}
          options={measureChoices()}
          value={query.measure}
          onChange={(option) => onChange({ measure: option.value })}
        />
      </EditorField>
      {query.queryType === 'timeseries' && (
        <EditorField
          label={t('query.rate.label', 'Per second')}
          tooltip={t('query.rate.tooltip', 'Each bucket divided by its length.')}
        >
          <EditorSwitch
            id={`${id}-rate`}
            value={query.rate}
            onChange={(event) => onChange({ rate: event.currentTarget.checked })}
          />
        </EditorField>
      )}
      {!isMatrix && (
        <EditorField
          label={t('query.limit.label', 'Limit')}
          tooltip={t('query.limit.tooltip', 'The largest groups by measure; 0 for all.')}
          invalid={limitProblem !== undefined}
          error={limitProblem}
        >
          <Input
            id={`${id}-limit`}
            type="number"
            width={12}
            min={0}
            placeholder={String(query.limit)}
            value={stored.limit ?? ''}
            onChange={(event) => onChange({ limit: numberFrom(event.currentTarget.value) })}
          />
        </EditorField>
      )}
      {!isMatrix && (
        <EditorField
          label={t('query.other.label', 'Fold the rest')}
          tooltip={t(
            'query.other.tooltip',
            'What the limit leaves out becomes one group “other”, so that totals stay true.'
          )}
        >
          <EditorSwitch
            id={`${id}-other`}
            value={query.other}
            onChange={(event) => onChange({ other: event.currentTarget.checked })}
          />
        </EditorField>
      )}
      <EditorField
        label={t('query.bidirectional.label', 'Filter both ways')}
        tooltip={t('query.bidirectional.tooltip', 'Traffic counts if the filters hold either way round.')}
      >
        <EditorSwitch
          id={`${id}-bidirectional`}
          value={query.bidirectional}
          onChange={(event) => onChange({ bidirectional: event.currentTarget.checked })}
        />
      </EditorField>
    </EditorRow>
  );
}

/** An empty field means the default. */
function numberFrom(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}
