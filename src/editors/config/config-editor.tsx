/** Settings of the data source: which engine, where the data lies, what a gigabyte costs, how much one query may take. */
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t, Trans } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Divider, Field, RadioButtonGroup, Stack, Text } from '@grafana/ui';
import React from 'react';
import type { EngineName } from '../../shared/settings';
import { LimitsSection } from './limits-section';
import { LocationField } from './location-field';
import { PriceSection } from './price-section';
import { locationOf, type StoredSettings } from './stored-settings';

type Props = DataSourcePluginOptionsEditorProps<StoredSettings>;

export function ConfigEditor({ options, onOptionsChange }: Props) {
  const settings = options.jsonData;
  const change = (members: Partial<StoredSettings>) =>
    onOptionsChange({ ...options, jsonData: { ...settings, ...members } });

  return (
    <Stack direction="column" gap={2}>
      <Text element="p" color="secondary">
        <Trans i18nKey="config.description">
          ZoneFlow joins VPC Flow Logs with the history of pod addresses. It needs to know where both lie and which
          engine reads them.
        </Trans>
      </Text>
      <Divider />
      <ConfigSection title={t('config.engine.title', 'Engine')}>
        <Field
          noMargin
          label={t('config.engine.label', 'Engine')}
          description={t('config.engine.description', 'DuckDB is embedded: it needs no service and no setup.')}
        >
          <RadioButtonGroup<EngineName>
            id="config-engine"
            aria-label={t('config.engine.label', 'Engine')}
            value={settings.engine ?? 'duckdb'}
            disabled={options.readOnly}
            disabledOptions={['athena', 'trino']}
            onChange={(engine) => change({ engine })}
            options={[
              { value: 'duckdb', label: t('config.engine.duckdb', 'DuckDB (embedded)') },
              { value: 'athena', label: t('config.engine.athena', 'Amazon Athena (coming)') },
              { value: 'trino', label: t('config.engine.trino', 'Trino (coming)') },
            ]}
          />
        </Field>
      </ConfigSection>
      <Divider />
      <ConfigSection title={t('config.data.title', 'Data')}>
        <Stack direction="column" gap={2}>
          <LocationField
            id="config-flows"
            label={t('config.flows.label', 'Flow logs')}
            description={t(
              'config.flows.description',
              'Absolute path of the folder on the Grafana server that holds AWSLogs/.'
            )}
            placeholder="/var/lib/zoneflow/flows"
            readOnly={options.readOnly}
            value={locationOf(settings.flows)}
            onChange={(location) => change({ flows: { location } })}
          />
          <LocationField
            id="config-history"
            label={t('config.history.label', 'Pod history')}
            description={t(
              'config.history.description',
              'Absolute path of the folder that zoneflow history import wrote.'
            )}
            placeholder="/var/lib/zoneflow/history"
            readOnly={options.readOnly}
            value={locationOf(settings.history)}
            onChange={(location) => change({ history: { location } })}
          />
        </Stack>
      </ConfigSection>
      <Divider />
      <PriceSection price={settings.price ?? {}} readOnly={options.readOnly} onChange={(price) => change({ price })} />
      <Divider />
      <LimitsSection settings={settings} readOnly={options.readOnly} onChange={change} />
    </Stack>
  );
}
