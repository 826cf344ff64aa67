/** How much one query may take of the machine and of its reader's patience. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { limitsSchema } from '../../shared/settings';
import { NumberField } from './number-field';
import type { SectionProps } from './stored-settings';
import { hasProblemIn } from './validation';

const defaults = limitsSchema.parse({});

export function LimitsSection({ settings, problems, readOnly, onChange }: SectionProps) {
  const limits = settings.limits ?? {};
  return (
    <ConfigSection
      title={t('config.limits.title', 'Limits')}
      description={t('config.limits.description', 'What one query may take before it is stopped with an error.')}
      isCollapsible
      isInitiallyOpen={hasProblemIn(problems, 'limits')}
    >
      <Stack direction="column" gap={2}>
        <NumberField
          id="config-limits-rows"
          label={t('config.limits.rows', 'Rows of an answer')}
          description={t('config.limits.rows-description', 'A larger answer is an error that names this limit.')}
          fallback={String(defaults.maxRows)}
          min={1}
          problem={problems.get('limits.maxRows')}
          readOnly={readOnly}
          value={limits.maxRows}
          onChange={(maxRows) => onChange({ limits: { ...limits, maxRows } })}
        />
        <NumberField
          id="config-limits-timeout"
          label={t('config.limits.timeout', 'Time of a query')}
          description={t('config.limits.timeout-description', 'The engine is stopped after this time.')}
          fallback={String(defaults.timeoutSeconds)}
          suffix={t('config.limits.seconds', 'seconds')}
          min={1}
          problem={problems.get('limits.timeoutSeconds')}
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
          problem={problems.get('limits.maxScanBytes')}
          readOnly={readOnly}
          value={limits.maxScanBytes}
          onChange={(maxScanBytes) => onChange({ limits: { ...limits, maxScanBytes: maxScanBytes ?? null } })}
        />
      </Stack>
    </ConfigSection>
  );
}
