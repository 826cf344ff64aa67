/** The query editor: what to ask, grouped how, filtered by what. Nothing runs until Run or Shift+Enter. */
import { CoreApp, type QueryEditorProps } from '@grafana/data';
import { EditorRows } from '@grafana/plugin-ui';
import { ErrorBoundaryAlert } from '@grafana/ui';
import React, { useId } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { useRunState } from '../../hooks/use-run-state';
import { useStoredDefault } from '../../hooks/use-stored-default';
import { isAlertApp, reachesLateRecords } from '../../query/alerting';
import { changedQuery, meantQuery, shownQuery, type StoredQuery } from '../../query/stored-query';
import { isValid, problemsOf } from '../../query/validation';
import type { StoredSettings } from '../config/stored-settings';
import { AlertRangeHint } from './alert-range-hint';
import { AnswerFooter } from './answer-footer';
import { FiltersRow } from './filters-row';
import { GroupingRow } from './grouping-row';
import { HiddenProblems } from './hidden-problems';
import { MeasureRow } from './measure-row';
import type { MemberFieldContext } from './member-field';
import { membersOf } from './members';
import { QueryHeader } from './query-header';
import { RunButton } from './run-button';

type Props = QueryEditorProps<ZoneFlowDataSource, StoredQuery, StoredSettings>;

export function QueryEditor(props: Props) {
  return (
    <ErrorBoundaryAlert boundaryName="zoneflow-query-editor" dependencies={[props.query]}>
      <TrafficEditor {...props} />
    </ErrorBoundaryAlert>
  );
}

function TrafficEditor({ query: stored, onChange, onRunQuery, datasource, range, data, app, queries }: Props) {
  const id = useId();
  const forAlert = isAlertApp(app);
  const newPanel = datasource.getDefaultQuery(CoreApp.PanelEditor);
  const query = meantQuery(stored, newPanel);
  const shown = shownQuery(query);
  const members = membersOf(shown.queryType);
  const problems = problemsOf(query, { hasVariable: (text) => datasource.hasVariable(text), forAlert });
  const isRunnable = isValid(problems);
  const runState = useRunState(query, data, newPanel);
  useStoredDefault({ query: stored, queries, forAlert, onChange });

  const change = (changed: Partial<StoredQuery>) => onChange(changedQuery(query, changed));
  const context: MemberFieldContext = { query, problems, onChange: change };
  const run = () => {
    if (isRunnable) {
      runState.noteRun();
      onRunQuery();
    }
  };
  const runOnShiftEnter = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter' && event.shiftKey) {
      // Otherwise the list under the cursor would take it as a choice, too.
      event.preventDefault();
      event.stopPropagation();
      run();
    }
  };
  const requestId = data?.request?.requestId;

  return (
    <div onKeyDownCapture={runOnShiftEnter}>
      <QueryHeader id={id} context={context} shown={shown} app={app}>
        {/* Explore has a button of its own for all queries. */}
        {app !== CoreApp.Explore && (
          <RunButton
            state={runState}
            isRunnable={isRunnable}
            onRun={run}
            onCancel={requestId === undefined ? undefined : () => datasource.cancel(requestId)}
          />
        )}
      </QueryHeader>
      <EditorRows>
        {members.has('groupBy') && (
          <GroupingRow id={id} context={context} shown={shown} datasource={datasource} range={range} />
        )}
        {members.has('filters') && <FiltersRow id={id} context={context} datasource={datasource} range={range} />}
        {members.has('measure') && <MeasureRow id={id} context={context} shown={shown} />}
      </EditorRows>
      <HiddenProblems context={context} shownMembers={members} />
      {forAlert && shown.queryType !== 'health' && reachesLateRecords(range) && <AlertRangeHint />}
      <AnswerFooter
        id={id}
        query={query}
        datasource={datasource}
        range={range}
        data={data}
        runState={runState}
        hasSql={shown.queryType !== 'health'}
      />
    </div>
  );
}
