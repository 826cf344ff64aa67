/** Which changes of the cluster a dashboard marks, and of which pods and nodes. */
import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Input, MultiCombobox, type ComboboxOption } from '@grafana/ui';
import React, { useId, useState } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { useDraft } from '../../hooks/use-draft';
import { defaultEventsLimit, limitProblem, shownEvents, withEvents } from '../../query/events-query';
import type { StoredFilter, StoredQuery } from '../../query/stored-query';
import { problemsOf } from '../../query/validation';
import { eventKinds, type EventKind } from '../../shared/events';
import type { StoredSettings } from '../config/stored-settings';
import { FilterList } from '../query/filter-list';

type Props = QueryEditorProps<ZoneFlowDataSource, StoredQuery, StoredSettings>;

export function AnnotationEditor({ query, onChange, datasource, range }: Props) {
  const id = useId();
  const filterProblems = (filters: StoredFilter[]) =>
    problemsOf({ refId: '', filters }, { hasVariable: (text) => datasource.hasVariable(text) }).filters;
  const [shown, change] = useDraft(
    shownEvents(query),
    ({ filters, limit }) => filterProblems(filters).size === 0 && limitProblem(limit) === undefined,
    (choice) => onChange(withEvents(query, choice))
  );
  const wrongLimit = limitProblem(shown.limit);
  return (
    <EditorRows>
      <EditorRow>
        <EditorField
          label={t('annotation.events.label', 'Events')}
          tooltip={t('annotation.events.tooltip', 'Which changes of the clusters to mark. None chosen: all of them.')}
          htmlFor={`${id}-events`}
          width={60}
        >
          <MultiCombobox<EventKind>
            id={`${id}-events`}
            isClearable
            placeholder={t('annotation.events.all', 'All')}
            options={eventKinds.map(eventOption)}
            value={shown.events}
            onChange={(chosen) => change({ events: chosen.map(({ value }) => value) })}
          />
        </EditorField>
        <EditorField
          label={t('annotation.limit.label', 'At most')}
          tooltip={t('annotation.limit.tooltip', 'The newest events are marked; if there are more, a notice says so.')}
          htmlFor={`${id}-limit`}
          invalid={wrongLimit !== undefined}
          error={wrongLimit}
        >
          <LimitInput id={`${id}-limit`} value={shown.limit} onChange={(limit) => change({ limit })} />
        </EditorField>
      </EditorRow>
      <EditorRow>
        <EditorField
          label={t('query.filter.label', 'Filters')}
          tooltip={t(
            'annotation.filter.tooltip',
            'All must hold. What an event lacks is compared as empty: a node has no namespace.'
          )}
          optional
        >
          <FilterList
            id={`${id}-filter`}
            datasource={datasource}
            range={range}
            filters={shown.filters}
            problems={filterProblems(shown.filters)}
            hasSides={false}
            onChange={(filters) => change({ filters })}
          />
        </EditorField>
      </EditorRow>
    </EditorRows>
  );
}

interface LimitInputProps {
  id: string;
  value: number | undefined;
  invalid?: boolean;
  onChange: (limit: number | undefined) => void;
}

/** Grafana asks anew whenever the query changes: the number is taken when it is written, not with each of its digits. */
function LimitInput({ id, value, invalid, onChange }: LimitInputProps) {
  const [typed, setTyped] = useState<string>();
  const take = () => {
    if (typed !== undefined) {
      setTyped(undefined);
      onChange(typed === '' ? undefined : Number(typed));
    }
  };
  return (
    <Input
      id={id}
      type="number"
      width={12}
      min={1}
      max={1000}
      invalid={invalid}
      placeholder={String(defaultEventsLimit)}
      value={typed ?? value ?? ''}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          take();
        }
      }}
    />
  );
}

function eventOption(value: EventKind): ComboboxOption<EventKind> {
  switch (value) {
    case 'rollout':
      return {
        value,
        label: t('annotation.event.rollout', 'Rollouts'),
        description: t('annotation.event.rollout-description', 'A workload’s pods are replaced by another revision'),
      };
    case 'node-arrival':
      return {
        value,
        label: t('annotation.event.node-arrival', 'Node arrivals'),
        description: t('annotation.event.node-arrival-description', 'A node joins, with its zone'),
      };
    case 'node-departure':
      return {
        value,
        label: t('annotation.event.node-departure', 'Node departures'),
        description: t('annotation.event.node-departure-description', 'A node is gone, with its zone'),
      };
    case 'history-gap':
      return {
        value,
        label: t('annotation.event.history-gap', 'History gaps'),
        description: t('annotation.event.history-gap-description', 'Nobody looked at the cluster for a while'),
      };
  }
}
