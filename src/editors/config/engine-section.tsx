/** Which engine runs the queries. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Field, RadioButtonGroup, Stack } from '@grafana/ui';
import React from 'react';
import type { EngineName } from '../../shared/settings';
import { useEngineSwitch } from './engine-switch';
import { engineOf, type SectionProps } from './stored-settings';

export function EngineSection({ settings, problems, readOnly, onChange }: SectionProps) {
  const switchEngine = useEngineSwitch(settings, onChange);
  const engine = engineOf(settings);
  const problem = problems.get('engine');
  return (
    <ConfigSection title={t('config.engine.title', 'Engine')}>
      <Stack direction="column" gap={2}>
        <Field
          noMargin
          label={t('config.engine.label', 'Engine')}
          description={engine && engineDescription(engine)}
          invalid={problem !== undefined}
          error={problem}
        >
          <RadioButtonGroup<EngineName>
            id="config-engine"
            aria-label={t('config.engine.label', 'Engine')}
            value={engine}
            disabled={readOnly}
            onChange={switchEngine}
            options={[
              { value: 'duckdb', label: t('config.engine.duckdb', 'DuckDB (embedded)') },
              { value: 'athena', label: t('config.engine.athena', 'Amazon Athena') },
              { value: 'trino', label: t('config.engine.trino', 'Trino') },
            ]}
          />
        </Field>
      </Stack>
    </ConfigSection>
  );
}

function engineDescription(engine: EngineName): string {
  switch (engine) {
    case 'duckdb':
      return t(
        'config.engine.duckdb-description',
        'Runs inside the plugin: no service, no setup. For one small cluster.'
      );
    case 'athena':
      return t(
        'config.engine.athena-description',
        'Reads flow logs and pod history where they lie in S3. AWS bills scans.'
      );
    case 'trino':
      return t(
        'config.engine.trino-description',
        'For those who run Trino with a catalog over flow logs and pod history.'
      );
  }
}
