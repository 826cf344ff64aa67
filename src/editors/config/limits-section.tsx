/** How much one query may take of the machine and of its reader's patience. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { limitsSchema } from '../../shared/settings';
import { memberFields } from './member-fields';
import { NumberField } from './number-field';
import type { SectionProps } from './stored-settings';
import { hasProblemIn } from './validation';

const defaults = limitsSchema.parse({});

export function LimitsSection(section: SectionProps) {
  const field = memberFields('limits', section);
  const scan = field('maxScanBytes');
  return (
    <ConfigSection
      title={t('config.limits.title', 'Limits')}
      description={t('config.limits.description', 'What one query may take before it is stopped with an error.')}
      isCollapsible
      isInitiallyOpen={hasProblemIn(section.problems, 'limits')}
    >
      <Stack direction="column" gap={2}>
        <NumberField
          {...field('maxRows')}
          id="config-limits-rows"
          label={t('config.limits.rows', 'Rows of an answer')}
          description={t('config.limits.rows-description', 'A larger answer is an error that names this limit.')}
          fallback={defaults.maxRows}
          min={1}
        />
        <NumberField
          {...field('timeoutSeconds')}
          id="config-limits-timeout"
          label={t('config.limits.timeout', 'Time of a query')}
          description={t('config.limits.timeout-description', 'The engine is stopped after this time.')}
          fallback={defaults.timeoutSeconds}
          suffix={t('config.limits.seconds', 'seconds')}
          min={1}
        />
        <NumberField
          {...scan}
          id="config-limits-scan"
          label={t('config.limits.scan', 'Bytes read by a query')}
          description={t('config.limits.scan-description', 'A query that would read more is refused. Empty: no limit.')}
          fallback={t('config.limits.none', 'none')}
          suffix={t('config.limits.bytes', 'bytes')}
          min={1}
          onChange={(bytes) => scan.onChange(bytes ?? null)}
        />
      </Stack>
    </ConfigSection>
  );
}
