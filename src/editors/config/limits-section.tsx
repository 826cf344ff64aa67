/** How much one query may take of the machine and of its reader's patience. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { duckdbSettingsSchema, limitsSchema } from '../../shared/settings';
import { NumberField } from './number-field';
import type { StoredSettings } from './stored-settings';

interface Props {
  settings: StoredSettings;
  readOnly?: boolean;
  onChange: (members: Partial<StoredSettings>) => void;
}

const defaultLimits = limitsSchema.parse({});
const defaultEngine = duckdbSettingsSchema.parse({});

export function LimitsSection({ settings, readOnly, onChange }: Props) {
  const limits = settings.limits ?? {};
  const duckdb = settings.duckdb ?? {};
  return (
    <ConfigSection title={t('config.limits.title', 'Limits')} isCollapsible isInitiallyOpen={false}>
      <Stack direction="column" gap={2}>
        <NumberField
          id="config-limits-rows"
          label={t('config.limits.rows', 'Rows of an answer')}
          description={t('config.limits.rows-description', 'A larger answer is an error that names this limit.')}
          fallback={String(defaultLimits.maxRows)}
          min={1}
          readOnly={readOnly}
          value={limits.maxRows}
          onChange={(maxRows) => onChange({ limits: { ...limits, maxRows } })}
        />
        <NumberField
          id="config-limits-timeout"
          label={t('config.limits.timeout', 'Time of a query')}
          description={t('config.limits.timeout-description', 'The engine is stopped after this time.')}
          fallback={String(defaultLimits.timeoutSeconds)}
          suffix={t('config.limits.seconds', 'seconds')}
          min={1}
          readOnly={readOnly}
          value={limits.timeoutSeconds}
          onChange={(timeoutSeconds) => onChange({ limits: { ...limits, timeoutSeconds } })}
        />
        <NumberField
          id="config-limits-scan"
          label={t('config.limits.scan', 'Bytes read by a query')}
          description={t('config.limits.scan-description', 'A query that would read more is refused. Empty: no limit.')}
          fallback={t('config.limits.none', 'none')}
          suffix={t('config.limits.bytes', 'bytes')}
          min={1}
          readOnly={readOnly}
          value={limits.maxScanBytes}
          onChange={(maxScanBytes) => onChange({ limits: { ...limits, maxScanBytes: maxScanBytes ?? null } })}
        />
        <NumberField
          id="config-duckdb-threads"
          label={t('config.duckdb.threads', 'DuckDB threads')}
          description={t('config.duckdb.threads-description', '0 for all cores of the Grafana server.')}
          fallback={String(defaultEngine.threads)}
          min={0}
          readOnly={readOnly}
          value={duckdb.threads}
          onChange={(threads) => onChange({ duckdb: { ...duckdb, threads } })}
        />
        <NumberField
          id="config-duckdb-memory"
          label={t('config.duckdb.memory', 'DuckDB memory')}
          description={t('config.duckdb.memory-description', 'Larger queries spill to disk.')}
          fallback={String(defaultEngine.memoryLimitMb)}
          suffix={t('config.duckdb.mebibytes', 'MiB')}
          min={64}
          readOnly={readOnly}
          value={duckdb.memoryLimitMb}
          onChange={(memoryLimitMb) => onChange({ duckdb: { ...duckdb, memoryLimitMb } })}
        />
      </Stack>
    </ConfigSection>
  );
}
