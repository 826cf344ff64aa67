/** What is counted and how much of it is shown. */
import { t } from '@grafana/i18n';
import { EditorRow, EditorSwitch } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import React from 'react';
import type { TrafficQuery } from '../../shared/query';
import { ChoiceCombobox } from './choice-combobox';
import { measureChoices } from './choices';
import { MemberField, type MemberFieldContext } from './member-field';
import { membersOf } from './members';

interface Props {
  id: string;
  context: MemberFieldContext;
  /** The query with its defaults. */
  shown: TrafficQuery;
}

export function MeasureRow({ id, context, shown }: Props) {
  const { query, problems, onChange } = context;
  const members = membersOf(shown.queryType);
  return (
    <EditorRow>
      <MemberField context={context} member="measure" label={t('query.measure.label', 'Measure')}>
        <ChoiceCombobox
          id={`${id}-measure`}
          width={20}
          choices={measureChoices()}
          stored={query.measure}
          fallback={shown.measure}
          invalid={problems.members.has('measure')}
          onChange={(measure) => onChange({ measure })}
        />
      </MemberField>
      {members.has('rate') && (
        <MemberField
          context={context}
          member="rate"
          label={t('query.rate.label', 'Per second')}
          tooltip={t('query.rate.tooltip', 'Each bucket divided by its length.')}
        >
          <EditorSwitch
            id={`${id}-rate`}
            value={shown.rate}
            onChange={(event) => onChange({ rate: event.currentTarget.checked })}
          />
        </MemberField>
      )}
      {members.has('limit') && (
        <MemberField
          context={context}
          member="limit"
          label={t('query.limit.label', 'Limit')}
          tooltip={t('query.limit.tooltip', 'The largest groups by measure; 0 for all.')}
        >
          <Input
            id={`${id}-limit`}
            type="number"
            width={12}
            min={0}
            placeholder={String(shown.limit)}
            value={query.limit ?? ''}
            onChange={(event) => onChange({ limit: numberFrom(event.currentTarget.value) })}
          />
        </MemberField>
      )}
      {members.has('other') && (
        <MemberField
          context={context}
          member="other"
          label={t('query.other.label', 'Fold the rest')}
          tooltip={t(
            'query.other.tooltip',
            'What the limit leaves out becomes one group “other”, so that totals stay true.'
          )}
        >
          <EditorSwitch
            id={`${id}-other`}
            value={shown.other}
            onChange={(event) => onChange({ other: event.currentTarget.checked })}
          />
        </MemberField>
      )}
      <MemberField
        context={context}
        member="bidirectional"
        label={t('query.bidirectional.label', 'Filter both ways')}
        tooltip={t('query.bidirectional.tooltip', 'Traffic counts if the filters hold either way round.')}
      >
        <EditorSwitch
          id={`${id}-bidirectional`}
          value={shown.bidirectional}
          onChange={(event) => onChange({ bidirectional: event.currentTarget.checked })}
        />
      </MemberField>
    </EditorRow>
  );
}

/** An empty field means the default. */
function numberFrom(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}
