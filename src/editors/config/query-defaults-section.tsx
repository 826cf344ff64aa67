/** What a new query of this data source starts with. */
import { CoreApp } from '@grafana/data';
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Field, Input, MultiCombobox, Stack } from '@grafana/ui';
import React from 'react';
import { defaultQueryFor } from '../../query/stored-query';
import { dimensionFrom, plainDimensions } from '../../shared/dimensions';
import { measureChoices, queryTypeChoices, trafficChoices } from '../query/choices';
import { ChoiceField } from './choice-field';
import { NumberField } from './number-field';
import type { SectionProps, StoredSettings } from './stored-settings';
import { hasProblemIn } from './validation';

export function QueryDefaultsSection({ settings, problems, readOnly, onChange }: SectionProps) {
  const stored = settings.queryDefaults ?? {};
  const usual = defaultQueryFor(CoreApp.PanelEditor);
  const groupBy = Array.isArray(stored.groupBy) ? stored.groupBy : [];
  const change = (members: StoredSettings['queryDefaults']) => onChange({ queryDefaults: { ...stored, ...members } });
  return (
    <ConfigSection
      title={t('config.query-defaults.title', 'New queries')}
      description={t(
        'config.query-defaults.description',
        'What a new query in a panel or in Explore starts with. Stored queries and alert rules stay as they are.'
      )}
      isCollapsible
      isInitiallyOpen={hasProblemIn(problems, 'queryDefaults')}
    >
      <Stack direction="column" gap={2}>
        <ChoiceField
          id="config-default-type"
          label={t('query.type.label', 'Show')}
          width={30}
          fallback={queryTypeChoices().find(({ value }) => value === usual.queryType)?.label}
          options={queryTypeChoices()}
          value={stored.queryType}
          readOnly={readOnly}
          onChange={(queryType) => change({ queryType })}
        />
        <ChoiceField
          id="config-default-traffic"
          label={t('query.traffic.label', 'Traffic')}
          width={30}
          fallback={trafficChoices().find(({ value }) => value === usual.traffic)?.label}
          options={trafficChoices()}
          value={stored.traffic}
          readOnly={readOnly}
          onChange={(traffic) => change({ traffic })}
        />
        <Field noMargin label={t('query.group-by.label', 'Group by')}>
          {readOnly ? (
            <Input
              id="config-default-group-by"
              width={60}
              readOnly
              placeholder={usual.groupBy?.join(', ')}
              value={groupBy.join(', ')}
            />
          ) : (
            <MultiCombobox
              id="config-default-group-by"
              width={60}
              createCustomValue
              customValueDescription={t('query.group-by.custom', 'Use as the key of a pod label')}
              isClearable
              placeholder={usual.groupBy?.join(', ')}
              options={plainDimensions.map((value) => ({ value: String(value), label: value }))}
              value={groupBy.map((value) => ({ value: String(value), label: value }))}
              onChange={(chosen) =>
                change({ groupBy: chosen.length === 0 ? undefined : chosen.map(({ value }) => dimensionFrom(value)) })
              }
            />
          )}
        </Field>
        <ChoiceField
          id="config-default-measure"
          label={t('query.measure.label', 'Measure')}
          width={30}
          fallback={measureChoices().find(({ value }) => value === usual.measure)?.label}
          options={measureChoices()}
          value={stored.measure}
          readOnly={readOnly}
          onChange={(measure) => change({ measure })}
        />
        <NumberField
          id="config-default-limit"
          label={t('query.limit.label', 'Limit')}
          description={t('query.limit.tooltip', 'The largest groups by measure; 0 for all.')}
          fallback={String(usual.limit)}
          min={0}
          problem={problems.get('queryDefaults.limit')}
          readOnly={readOnly}
          value={stored.limit}
          onChange={(limit) => change({ limit })}
        />
      </Stack>
    </ConfigSection>
  );
}
