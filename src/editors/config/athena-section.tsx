/** How Athena is reached: the AWS connection, then catalog, workgroup and results. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Divider, Stack } from '@grafana/ui';
import React from 'react';
import { athenaSettingsSchema } from '../../shared/settings';
import { AwsConnection } from './aws-connection';
import { ListedField } from './listed-field';
import { memberFields } from './member-fields';
import { NumberField } from './number-field';
import type { ConfigEditorProps, SectionProps } from './stored-settings';
import { TextField } from './text-field';

const defaults = athenaSettingsSchema.parse({});

interface Props {
  section: SectionProps;
  editor: ConfigEditorProps;
}

export function AthenaSection({ section, editor }: Props) {
  const { uid } = editor.options;
  const field = memberFields('athena', section);
  return (
    <>
      <AwsConnection {...editor} />
      <Divider spacing={0} />
      <ConfigSection
        title={t('config.athena.title', 'Athena')}
        description={t(
          'config.athena.description',
          'Its lists, and those of the tables, are of the connection as it was last saved; a name can be typed, too.'
        )}
      >
        <Stack direction="column" gap={2}>
          <ListedField
            {...field('catalog')}
            id="config-athena-catalog"
            datasourceUid={uid}
            names={{ list: 'catalogs' }}
            label={t('config.athena.catalog', 'Catalog')}
            description={t(
              'config.athena.catalog-description',
              'AwsDataCatalog is the Glue Data Catalog of the account.'
            )}
            fallback={defaults.catalog}
            width={30}
          />
          <ListedField
            {...field('workgroup')}
            id="config-athena-workgroup"
            datasourceUid={uid}
            names={{ list: 'workgroups' }}
            label={t('config.athena.workgroup', 'Workgroup')}
            description={t(
              'config.athena.workgroup-description',
              'Its own settings win over those here; a limit on scanned data is best set there.'
            )}
            fallback={defaults.workgroup}
            width={30}
          />
          <TextField
            {...field('outputLocation')}
            id="config-athena-output"
            label={t('config.athena.output', 'Output location')}
            description={t(
              'config.athena.output-description',
              'Where Athena writes results. Leave it empty if the workgroup names a location or manages its results.'
            )}
            example="s3://my-athena-results/zoneflow/"
            problem={
              section.problems.has('athena.outputLocation')
                ? t('config.athena.output-problem', 'It begins with s3:// and a bucket.')
                : undefined
            }
          />
          <NumberField
            {...field('reuseMinutes')}
            id="config-athena-reuse"
            label={t('config.athena.reuse', 'Reuse of results')}
            description={t(
              'config.athena.reuse-description',
              'A result of the same statement may be this old; it costs nothing. 0 runs every statement.'
            )}
            fallback={defaults.reuseMinutes}
            suffix={t('config.athena.minutes', 'minutes')}
            min={0}
          />
          <NumberField
            {...field('mostRunning')}
            id="config-athena-running"
            label={t('config.athena.running', 'Queries at a time')}
            description={t(
              'config.athena.running-description',
              'Others wait, so that the quota of the account is left to others.'
            )}
            fallback={defaults.mostRunning}
            min={1}
          />
        </Stack>
      </ConfigSection>
    </>
  );
}
