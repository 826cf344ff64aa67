/** The first line of the query editor: what is shown, of which traffic. */
import { CoreApp } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorHeader, FlexItem, Space } from '@grafana/plugin-ui';
import { RadioButtonGroup, Text } from '@grafana/ui';
import React from 'react';
import { isAlertApp } from '../../query/alerting';
import type { TrafficQuery } from '../../shared/query';
import { ChoiceCombobox } from './choice-combobox';
import { queryTypeChoices, trafficChoices, visualizationOf } from './choices';
import { MemberField, type MemberFieldContext } from './member-field';
import { membersOf } from './members';

interface Props {
  id: string;
  context: MemberFieldContext;
  /** The query with its defaults. */
  shown: TrafficQuery;
  app?: CoreApp;
  /** Stands at the end of the line. */
  children?: React.ReactNode;
}

export function QueryHeader({ id, context, shown, app, children }: Props) {
  const { query, problems, onChange } = context;
  const choices = trafficChoices();
  const forAlert = isAlertApp(app);
  // A variable, or a value that is no choice: it must not look like one of them, nor like none.
  const stored: string = typeof query.traffic === 'string' ? query.traffic : shown.traffic;
  const isKnown = choices.some(({ value }) => value === stored);
  const hasPanel = app === CoreApp.PanelEditor && shown.queryType !== 'timeseries';
  return (
    <>
      <EditorHeader>
        <MemberField
          context={context}
          member="queryType"
          label={t('query.type.label', 'Show')}
          tooltip={
            forAlert
              ? t(
                  'query.type.alert-tooltip',
                  'An alert rule compares one number for each set of labels: time series, tables and health give that.'
                )
              : undefined
          }
        >
          <ChoiceCombobox
            id={`${id}-type`}
            width={30}
            choices={queryTypeChoices(forAlert)}
            stored={query.queryType}
            fallback={shown.queryType}
            invalid={problems.members.has('queryType')}
            onChange={(queryType) => onChange({ queryType })}
          />
        </MemberField>
        {membersOf(shown.queryType).has('traffic') && (
          <MemberField context={context} member="traffic" label={t('query.traffic.label', 'Traffic')}>
            <RadioButtonGroup<string>
              id={`${id}-traffic`}
              aria-label={t('query.traffic.label', 'Traffic')}
              options={isKnown ? choices : [...choices, { value: stored, label: stored }]}
              value={stored}
              onChange={(value) => onChange({ traffic: choices.find((choice) => choice.value === value)?.value })}
            />
          </MemberField>
        )}
        <FlexItem grow={1} />
        {children}
      </EditorHeader>
      {hasPanel && (
        <Text color="secondary" variant="bodySmall">
          {t('query.visualization.hint', 'Made for the visualization {{name}}', {
            name: visualizationOf(shown.queryType),
          })}
        </Text>
      )}
      <Space v={0.5} />
    </>
  );
}
