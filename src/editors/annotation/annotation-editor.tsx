/** Which changes of the cluster a dashboard marks, and of which pods and nodes. */
import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Checkbox, Input, Stack } from '@grafana/ui';
import React, { useId, useState } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { useDraft } from '../../hooks/use-draft';
import { defaultEventsLimit, limitProblem, shownEvents, withEvents } from '../../query/events-query';
import type { StoredQuery } from '../../query/stored-query';
import { eventKinds, type EventKind } from '../../shared/events';
import type { StoredSettings } from '../config/stored-settings';
import { EndFiltersRow, filterProblems } from '../query/end-filters-row';

type Props = QueryEditorProps<ZoneFlowDataSource, StoredQuery, StoredSettings>;

export function AnnotationEditor({ query, onChange, datasource, range }: Props) {
  const id = useId();
  const [shown, change] = useDraft(
    shownEvents(query),
    ({ events, filters, limit }) =>
      events.length > 0 && filterProblems(filters, datasource).size === 0 && limitProblem(limit) === undefined,
    (choice) => onChange(withEvents(query, choice))
  );
  const wrongLimit = limitProblem(shown.limit);
  return (
    <div data-testid="zoneflow-annotation-editor">
      <EditorRows>
        <EditorRow>
          <EditorField
            label={t('annotation.events.label', 'Events')}
            invalid={shown.events.length === 0}
            error={t('annotation.problem.events', 'Choose at least one.')}
          >
            <EventChoices chosen={shown.events} onChange={(events) => change({ events })} />
          </EditorField>
          <EditorField
            label={t('annotation.limit.label', 'At most')}
            tooltip={t(
              'annotation.limit.tooltip',
              'The newest events are marked; if there are more, a notice says so.'
            )}
            htmlFor={`${id}-limit`}
            invalid={wrongLimit !== undefined}
            error={wrongLimit}
          >
            <LimitInput id={`${id}-limit`} value={shown.limit} onChange={(limit) => change({ limit })} />
          </EditorField>
        </EditorRow>
        <EndFiltersRow
          id={`${id}-filter`}
          tooltip={t(
            'annotation.filter.tooltip',
            'All must hold. What an event lacks is compared as empty: a node has no namespace.'
          )}
          datasource={datasource}
          range={range}
          filters={shown.filters}
          onChange={(filters) => change({ filters })}
        />
      </EditorRows>
    </div>
  );
}

interface EventChoicesProps {
  chosen: EventKind[];
  onChange: (events: EventKind[]) => void;
}

function EventChoices({ chosen, onChange }: EventChoicesProps) {
  return (
    <div role="group" aria-label={t('annotation.events.label', 'Events')}>
      <Stack direction="row" wrap="wrap" columnGap={3} rowGap={1}>
        {eventKinds.map((kind) => (
          <Checkbox
            key={kind}
            {...eventTexts(kind)}
            value={chosen.includes(kind)}
            onChange={({ currentTarget }) =>
              onChange(eventKinds.filter((other) => (other === kind ? currentTarget.checked : chosen.includes(other))))
            }
          />
        ))}
      </Stack>
    </div>
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

function eventTexts(kind: EventKind): { label: string; description: string } {
  switch (kind) {
    case 'rollout':
      return {
        label: t('annotation.event.rollout', 'Rollouts'),
        description: t('annotation.event.rollout-description', 'A workload’s pods are replaced by another revision'),
      };
    case 'node-arrival':
      return {
        label: t('annotation.event.node-arrival', 'Node arrivals'),
        description: t('annotation.event.node-arrival-description', 'A node joins, with its zone'),
      };
    case 'node-departure':
      return {
        label: t('annotation.event.node-departure', 'Node departures'),
        description: t('annotation.event.node-departure-description', 'A node is gone, with its zone'),
      };
    case 'history-gap':
      return {
        label: t('annotation.event.history-gap', 'History gaps'),
        description: t('annotation.event.history-gap-description', 'Nobody looked at the cluster for a while'),
      };
  }
}
