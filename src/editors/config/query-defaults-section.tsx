/** What a new query of this data source starts with. */
import { CoreApp } from '@grafana/data';
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { MultiCombobox, Stack } from '@grafana/ui';
import React from 'react';
import { defaultQueryFor } from '../../query/stored-query';
import { dimensionFrom, plainDimensions, type Dimension } from '../../shared/dimensions';
import { measureChoices, queryTypeChoices, trafficChoices } from '../query/choices';
import { ChoiceField } from './choice-field';
import { memberFields } from './member-fields';
import { NumberField } from './number-field';
import { SettingField } from './setting-field';
import type { SectionProps } from './stored-settings';
import { TextField } from './text-field';
import { hasProblemIn } from './validation';

export function QueryDefaultsSection(section: SectionProps) {
  const usual = defaultQueryFor(CoreApp.PanelEditor);
  const field = memberFields('queryDefaults', section);
  return (
    <ConfigSection
      title={t('config.query-defaults.title', 'New queries')}
      description={t(
        'config.query-defaults.description',
        'What a new query in a panel or in Explore starts with. Stored queries and alert rules stay as they are.'
      )}
      isCollapsible
      isInitiallyOpen={hasProblemIn(section.problems, 'queryDefaults')}
    >
      <Stack direction="column" gap={2}>
        <ChoiceField
          {...field('queryType')}
          id="config-default-type"
          label={t('query.type.label', 'Show')}
          width={30}
          fallback={queryTypeChoices().find(({ value }) => value === usual.queryType)?.label}
          options={queryTypeChoices()}
        />
        <ChoiceField
          {...field('traffic')}
          id="config-default-traffic"
          label={t('query.traffic.label', 'Traffic')}
          width={30}
          fallback={trafficChoices().find(({ value }) => value === usual.traffic)?.label}
          options={trafficChoices()}
        />
        <GroupByField {...field('groupBy')} usual={usual.groupBy ?? []} />
        <ChoiceField
          {...field('measure')}
          id="config-default-measure"
          label={t('query.measure.label', 'Measure')}
          width={30}
          fallback={measureChoices().find(({ value }) => value === usual.measure)?.label}
          options={measureChoices()}
        />
        <NumberField
          {...field('limit')}
          id="config-default-limit"
          label={t('query.limit.label', 'Limit')}
          description={t('query.limit.tooltip', 'The largest groups by measure; 0 for all.')}
          fallback={usual.limit ?? 0}
          min={0}
        />
      </Stack>
    </ConfigSection>
  );
}

interface GroupByProps {
  value: Dimension[] | undefined;
  /** Shown while none is chosen. */
  usual: readonly string[];
  problem?: string;
  readOnly?: boolean;
  onChange: (groupBy: Dimension[] | undefined) => void;
}

function GroupByField({ value, usual, problem, readOnly, onChange }: GroupByProps) {
  const groupBy = Array.isArray(value) ? value : [];
  const field = { id: 'config-default-group-by', width: 60 };
  const fallback = usual.join(', ');
  const texts = { label: t('query.group-by.label', 'Group by'), problem };
  return readOnly ? (
    <TextField
      {...field}
      {...texts}
      fallback={fallback}
      readOnly
      value={groupBy.join(', ')}
      onChange={() => undefined}
    />
  ) : (
    <SettingField {...texts}>
      <MultiCombobox
        {...field}
        placeholder={fallback}
        createCustomValue
        customValueDescription={t('query.group-by.custom', 'Use as the key of a pod label')}
        isClearable
        options={plainDimensions.map((name) => ({ value: String(name), label: name }))}
        value={groupBy.map((name) => ({ value: String(name), label: name }))}
        onChange={(chosen) => onChange(chosen.length === 0 ? undefined : chosen.map((one) => dimensionFrom(one.value)))}
      />
    </SettingField>
  );
}
