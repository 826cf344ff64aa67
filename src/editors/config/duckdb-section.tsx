/** Where DuckDB finds the data, and how much of the machine it may take. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Divider, Stack } from '@grafana/ui';
import React from 'react';
import { duckdbSettingsSchema } from '../../shared/settings';
import { AwsConnection } from './aws-connection';
import { memberFields } from './member-fields';
import { NumberField } from './number-field';
import {
  placeMembers,
  placeTexts,
  type ConfigEditorProps,
  type PlaceMember,
  type SectionProps,
} from './stored-settings';
import { TextField } from './text-field';

const defaults = duckdbSettingsSchema.parse({});

interface Props {
  section: SectionProps;
  editor: ConfigEditorProps;
}

export function DuckDbSection({ section, editor }: Props) {
  const { settings, problems, readOnly, onChange } = section;
  const field = memberFields('duckdb', section);
  const isInS3 = placeMembers.some((member) => placeTexts(settings[member]).location.startsWith('s3://'));
  const place = (member: PlaceMember) => ({
    value: placeTexts(settings[member]).location,
    problem: problems.get(`${member}.location`),
    readOnly,
  });
  return (
    <>
      <ConfigSection title={t('config.data.title', 'Data')}>
        <Stack direction="column" gap={2}>
          <TextField
            {...place('flows')}
            id="config-flows"
            required
            label={t('config.flows.label', 'Flow logs')}
            description={t(
              'config.flows.description',
              'What holds AWSLogs/: the absolute path of a folder on the Grafana server, or s3://bucket/prefix.'
            )}
            example="/var/lib/zoneflow/flows"
            onChange={(location = '') => onChange({ flows: { location } })}
          />
          <TextField
            {...place('history')}
            id="config-history"
            required
            label={t('config.history.label', 'Pod history')}
            description={t(
              'config.history.description',
              'Where zoneflow collect or zoneflow history import writes: an absolute path, or s3://bucket/prefix.'
            )}
            example="/var/lib/zoneflow/history"
            onChange={(location = '') => onChange({ history: { location } })}
          />
          <TextField
            {...place('rollup')}
            id="config-rollup"
            label={t('config.rollup.label', 'Rollup')}
            description={t(
              'config.rollup.description',
              'Optional. Where zoneflow rollup keeps the hours it has summed up: long ranges answer from there.'
            )}
            example="/var/lib/zoneflow/rollup"
            onChange={(location) => onChange({ rollup: location === undefined ? undefined : { location } })}
          />
          <NumberField
            {...field('threads')}
            id="config-duckdb-threads"
            label={t('config.duckdb.threads', 'Threads')}
            description={t('config.duckdb.threads-description', '0 for all cores of the Grafana server.')}
            fallback={defaults.threads}
            min={0}
          />
          <NumberField
            {...field('memoryLimitMb')}
            id="config-duckdb-memory"
            label={t('config.duckdb.memory', 'Memory')}
            description={t('config.duckdb.memory-description', 'Larger queries spill to disk.')}
            fallback={defaults.memoryLimitMb}
            suffix={t('config.duckdb.mebibytes', 'MiB')}
            min={64}
          />
        </Stack>
      </ConfigSection>
      {isInS3 && (
        <>
          <Divider spacing={0} />
          <AwsConnection {...editor} />
        </>
      )}
    </>
  );
}
