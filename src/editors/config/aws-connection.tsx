/** How AWS is reached: the fields that every AWS data source of Grafana has; where nothing may be changed, their texts. */
import { AwsAuthType, ConnectionConfig, awsAuthProviderOptions } from '@grafana/aws-sdk';
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { SecretField } from './secret-field';
import type { ConfigEditorProps, StoredSettings } from './stored-settings';
import { TextField } from './text-field';

export function AwsConnection(editor: ConfigEditorProps) {
  const { options, onOptionsChange } = editor;
  if (options.readOnly) {
    return <ConnectionTexts {...editor} />;
  }
  return (
    <ConnectionConfig options={options} onOptionsChange={(changed) => onOptionsChange({ ...options, ...changed })}>
      {options.jsonData.authType === AwsAuthType.Keys && <SessionToken {...editor} />}
    </ConnectionConfig>
  );
}

/** ConnectionConfig knows no read-only state: its lists open, and it proposes a provider where none is set. */
function ConnectionTexts(editor: ConfigEditorProps) {
  const settings = editor.options.jsonData;
  const provider = awsAuthProviderOptions.find(({ value }) => value === settings.authType)?.label;
  const texts: Array<{ member: keyof StoredSettings & string; label: string; value: string | undefined }> = [
    {
      member: 'authType',
      label: t('config.aws.provider', 'Authentication Provider'),
      value: provider ?? settings.authType,
    },
    { member: 'profile', label: t('config.aws.profile', 'Credentials Profile Name'), value: settings.profile },
    { member: 'assumeRoleArn', label: t('config.aws.role', 'Assume Role ARN'), value: settings.assumeRoleArn },
    { member: 'externalId', label: t('config.aws.external-id', 'External ID'), value: settings.externalId },
    { member: 'endpoint', label: t('config.aws.endpoint', 'Endpoint'), value: settings.endpoint },
    { member: 'defaultRegion', label: t('config.aws.region', 'Default Region'), value: settings.defaultRegion },
  ];
  return (
    <ConfigSection title={t('config.aws.title', 'Connection Details')}>
      <Stack direction="column" gap={2}>
        {texts
          .filter(({ member, value }) => value || member === 'authType' || member === 'defaultRegion')
          .map(({ member, ...text }) => (
            <TextField key={member} id={`config-aws-${member}`} readOnly onChange={() => undefined} {...text} />
          ))}
        {settings.authType === AwsAuthType.Keys && (
          <>
            <SecretField
              {...editor}
              id="config-aws-access-key"
              name="accessKey"
              label={t('config.aws.access-key', 'Access Key ID')}
            />
            <SecretField
              {...editor}
              id="config-aws-secret-key"
              name="secretKey"
              label={t('config.aws.secret-key', 'Secret Access Key')}
            />
            <SessionToken {...editor} />
          </>
        )}
      </Stack>
    </ConfigSection>
  );
}

function SessionToken(editor: ConfigEditorProps) {
  return (
    <SecretField
      {...editor}
      id="config-session-token"
      name="sessionToken"
      label={t('config.athena.session-token', 'Session Token')}
      description={t('config.athena.session-token-description', 'Only for temporary access keys.')}
    />
  );
}
