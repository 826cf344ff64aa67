/** How Athena is reached: the AWS connection as every AWS data source has it, then catalog, workgroup and results. */
import { css } from '@emotion/css';
import { AwsAuthType, ConnectionConfig } from '@grafana/aws-sdk';
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Divider, Stack, useStyles2 } from '@grafana/ui';
import React from 'react';
import { athenaSettingsSchema } from '../../shared/settings';
import { ListedField } from './listed-field';
import { NumberField } from './number-field';
import { SecretField } from './secret-field';
import type { ConfigEditorProps, SectionProps } from './stored-settings';
import { TextField } from './text-field';

const defaults = athenaSettingsSchema.parse({});

export function AthenaSection({ settings, problems, readOnly, onChange, ...editor }: SectionProps & ConfigEditorProps) {
  const { options, onOptionsChange } = editor;
  const athena = settings.athena ?? {};
  const styles = useStyles2(getStyles);
  return (
    <>
      {/* ConnectionConfig knows no read-only state: the fieldset disables its controls, and nothing it says is taken. */}
      <fieldset disabled={readOnly} className={readOnly ? styles.readOnly : styles.connection}>
        <ConnectionConfig
          options={options}
          onOptionsChange={(changed) => {
            if (!readOnly) {
              onOptionsChange({ ...options, ...changed });
            }
          }}
        >
          {settings.authType === AwsAuthType.Keys && (
            <SecretField
              {...editor}
              id="config-session-token"
              name="sessionToken"
              label={t('config.athena.session-token', 'Session Token')}
              description={t('config.athena.session-token-description', 'Only for temporary access keys.')}
            />
          )}
        </ConnectionConfig>
      </fieldset>
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
            id="config-athena-catalog"
            datasourceUid={options.uid}
            names={{ list: 'catalogs' }}
            label={t('config.athena.catalog', 'Catalog')}
            description={t(
              'config.athena.catalog-description',
              'AwsDataCatalog is the Glue Data Catalog of the account.'
            )}
            placeholder={defaults.catalog}
            width={30}
            value={athena.catalog ?? ''}
            problem={problems.get('athena.catalog')}
            readOnly={readOnly}
            onChange={(catalog) => onChange({ athena: { ...athena, catalog: catalog || undefined } })}
          />
          <ListedField
            id="config-athena-workgroup"
            datasourceUid={options.uid}
            names={{ list: 'workgroups' }}
            label={t('config.athena.workgroup', 'Workgroup')}
            description={t(
              'config.athena.workgroup-description',
              'Its own settings win over those here; a limit on scanned data is best set there.'
            )}
            placeholder={defaults.workgroup}
            width={30}
            value={athena.workgroup ?? ''}
            problem={problems.get('athena.workgroup')}
            readOnly={readOnly}
            onChange={(workgroup) => onChange({ athena: { ...athena, workgroup: workgroup || undefined } })}
          />
          <TextField
            id="config-athena-output"
            label={t('config.athena.output', 'Output location')}
            description={t(
              'config.athena.output-description',
              'Where Athena writes results. Leave it empty if the workgroup names a location or manages its results.'
            )}
            placeholder="s3://my-athena-results/zoneflow/"
            value={athena.outputLocation ?? ''}
            problem={
              problems.has('athena.outputLocation')
                ? t('config.athena.output-problem', 'It begins with s3:// and a bucket.')
                : undefined
            }
            readOnly={readOnly}
            onChange={(outputLocation) =>
              onChange({ athena: { ...athena, outputLocation: outputLocation || undefined } })
            }
          />
          <NumberField
            id="config-athena-reuse"
            label={t('config.athena.reuse', 'Reuse of results')}
            description={t(
              'config.athena.reuse-description',
              'A result of the same statement may be this old; it costs nothing. 0 runs every statement.'
            )}
            fallback={String(defaults.reuseMinutes)}
            suffix={t('config.athena.minutes', 'minutes')}
            min={0}
            problem={problems.get('athena.reuseMinutes')}
            readOnly={readOnly}
            value={athena.reuseMinutes}
            onChange={(reuseMinutes) => onChange({ athena: { ...athena, reuseMinutes } })}
          />
          <NumberField
            id="config-athena-running"
            label={t('config.athena.running', 'Queries at a time')}
            description={t(
              'config.athena.running-description',
              'Others wait, so that the quota of the account is left to others.'
            )}
            fallback={String(defaults.mostRunning)}
            min={1}
            problem={problems.get('athena.mostRunning')}
            readOnly={readOnly}
            value={athena.mostRunning}
            onChange={(mostRunning) => onChange({ athena: { ...athena, mostRunning } })}
          />
        </Stack>
      </ConfigSection>
    </>
  );
}

const getStyles = () => ({
  connection: css({ minWidth: 0 }),
  // The lists of ConnectionConfig open on a click even where their inputs are disabled.
  readOnly: css({ minWidth: 0, cursor: 'not-allowed', '*': { pointerEvents: 'none' } }),
});
