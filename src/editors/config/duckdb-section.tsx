/** Where DuckDB finds the data, and how much of the machine it may take. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { duckdbSettingsSchema } from '../../shared/settings';
import { NumberField } from './number-field';
import { placeTexts, type SectionProps } from './stored-settings';
import { TextField } from './text-field';

const defaults = duckdbSettingsSchema.parse({});

export function DuckDbSection({ settings, problems, readOnly, onChange }: SectionProps) {
  const duckdb = settings.duckdb ?? {};
  return (
    <ConfigSection title={t('config.data.title', 'Data')}>
      <Stack direction="column" gap={2}>
        <TextField
          id="config-flows"
          required
          label={t('config.flows.label', 'Flow logs')}
          description={t(
            'config.flows.description',
            'Absolute path of the folder on the Grafana server that holds AWSLogs/.'
          )}
          placeholder="/var/lib/zoneflow/flows"
          value={placeTexts(settings.flows).location}
          problem={problems.get('flows.location')}
          readOnly={readOnly}
          onChange={(location) => onChange({ flows: { location } })}
        />
        <TextField
          id="config-history"
          required
          label={t('config.history.label', 'Pod history')}
          description={t(
            'config.history.description',
            'Absolute path of the folder that zoneflow history import wrote.'
          )}
          placeholder="/var/lib/zoneflow/history"
          value={placeTexts(settings.history).location}
          problem={problems.get('history.location')}
          readOnly={readOnly}
          onChange={(location) => onChange({ history: { location } })}
        />
        <TextField
          id="config-rollup"
          label={t('config.rollup.label', 'Rollup')}
          description={t(
            'config.rollup.description',
            'Optional. Absolute path of the folder in which zoneflow rollup keeps the hours it has summed up: long ranges answer from there.'
          )}
          placeholder="/var/lib/zoneflow/rollup"
          value={placeTexts(settings.rollup).location}
          problem={problems.get('rollup.location')}
          readOnly={readOnly}
          onChange={(location) => onChange({ rollup: location === '' ? undefined : { location } })}
        />
        <NumberField
          id="config-duckdb-threads"
          label={t('config.duckdb.threads', 'Threads')}
          description={t('config.duckdb.threads-description', '0 for all cores of the Grafana server.')}
          fallback={String(defaults.threads)}
          min={0}
          problem={problems.get('duckdb.threads')}
          readOnly={readOnly}
          value={duckdb.threads}
          onChange={(threads) => onChange({ duckdb: { ...duckdb, threads } })}
        />
        <NumberField
          id="config-duckdb-memory"
          label={t('config.duckdb.memory', 'Memory')}
          description={t('config.duckdb.memory-description', 'Larger queries spill to disk.')}
          fallback={String(defaults.memoryLimitMb)}
          suffix={t('config.duckdb.mebibytes', 'MiB')}
          min={64}
          problem={problems.get('duckdb.memoryLimitMb')}
          readOnly={readOnly}
          value={duckdb.memoryLimitMb}
          onChange={(memoryLimitMb) => onChange({ duckdb: { ...duckdb, memoryLimitMb } })}
        />
      </Stack>
    </ConfigSection>
  );
}
