/** The query editor: what to ask, grouped how, filtered by what. Nothing runs until Run or Shift+Enter. */
import { CoreApp, LoadingState, type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorHeader, EditorRow, EditorRows, FlexItem, Space } from '@grafana/plugin-ui';
import { Button, Combobox, RadioButtonGroup } from '@grafana/ui';
import React, { useId, useState } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { shownFilters, shownQuery, type StoredQuery } from '../../query/stored-query';
import { isValid, problemsOf } from '../../query/validation';
import type { StoredSettings } from '../config/stored-settings';
import { queryTypeChoices, trafficChoices } from './choices';
import { FilterList } from './filter-list';
import { GroupingRow } from './grouping-row';
import { MeasureRow } from './measure-row';

type Props = QueryEditorProps<ZoneFlowDataSource, StoredQuery, StoredSettings>;

export function QueryEditor({ query, onChange, onRunQuery, datasource, range, data, app }: Props) {
  const id = useId();
  const [lastRun, setLastRun] = useState(() => JSON.stringify(query));
  const shown = shownQuery(query);
  const problems = problemsOf(query);
  const runnable = isValid(problems);
  const change = (members: Partial<StoredQuery>) => onChange({ ...query, ...members });
  const run = () => {
    if (runnable) {
      setLastRun(JSON.stringify(query));
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

  return (
    <div onKeyDownCapture={runOnShiftEnter}>
      <EditorHeader>
        <EditorField label={t('query.type.label', 'Show')}>
          <Combobox
            id={`${id}-type`}
            width={24}
            options={queryTypeChoices()}
            value={shown.queryType}
            onChange={(option) => change({ queryType: option.value })}
          />
        </EditorField>
        {shown.queryType !== 'health' && (
          <EditorField label={t('query.traffic.label', 'Traffic')}>
            <RadioButtonGroup
              id={`${id}-traffic`}
              aria-label={t('query.traffic.label', 'Traffic')}
              size="sm"
              options={trafficChoices()}
              value={shown.traffic}
              onChange={(traffic) => change({ traffic })}
            />
          </EditorField>
        )}
        <FlexItem grow={1} />
        {app !== CoreApp.Explore && (
          <Button
            size="sm"
            type="button"
            icon={data?.state === LoadingState.Loading ? 'spinner' : 'play'}
            variant={JSON.stringify(query) === lastRun ? 'secondary' : 'primary'}
            disabled={!runnable}
            tooltip={t('query.run-tooltip', 'Shift+Enter')}
            onClick={run}
          >
            {t('query.run', 'Run query')}
          </Button>
        )}
      </EditorHeader>
      <Space v={0.5} />
      {shown.queryType !== 'health' && (
        <EditorRows>
          {shown.queryType !== 'matrix' && (
            <GroupingRow
              id={id}
              query={shown}
              datasource={datasource}
              range={range}
              problems={problems}
              onChange={change}
            />
          )}
          <EditorRow>
            <EditorField
              label={t('query.filter.label', 'Filters')}
              tooltip={t('query.filter.tooltip', 'All filters must hold. Dashboard variables may be used as values.')}
              optional
            >
              <FilterList
                id={`${id}-filter`}
                datasource={datasource}
                range={range}
                filters={shownFilters(query)}
                problems={problems.filters}
                onChange={(filters) => change({ filters })}
              />
            </EditorField>
          </EditorRow>
          <MeasureRow id={id} query={shown} stored={query} problems={problems} onChange={change} />
        </EditorRows>
      )}
    </div>
  );
}
