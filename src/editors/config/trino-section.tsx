/** How Trino is reached. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { trinoSettingsSchema } from '../../shared/settings';
import { SecretField } from './secret-field';
import type { ConfigEditorProps, SectionProps } from './stored-settings';
import { TextField } from './text-field';

const defaults = trinoSettingsSchema.parse({});

export function TrinoSection({ settings, problems, readOnly, onChange, ...editor }: SectionProps & ConfigEditorProps) {
  const trino = settings.trino ?? {};
  return (
    <ConfigSection title={t('config.trino.title', 'Connection')}>
      <Stack direction="column" gap={2}>
        <TextField
          id="config-trino-url"
          required
          label={t('config.trino.url', 'URL')}
          description={t('config.trino.url-description', 'Of the coordinator, as the Grafana server reaches it.')}
          placeholder="https://trino.example.com:8443"
          value={trino.url ?? ''}
          problem={
            problems.has('trino.url')
              ? t('config.trino.url-problem', 'It begins with http:// or https:// and a host.')
              : undefined
          }
          readOnly={readOnly}
          onChange={(url) => onChange({ trino: { ...trino, url: url || undefined } })}
        />
        <TextField
          id="config-trino-user"
          label={t('config.trino.user', 'User')}
          placeholder={defaults.user}
          width={30}
          value={trino.user ?? ''}
          problem={problems.get('trino.user')}
          readOnly={readOnly}
          onChange={(user) => onChange({ trino: { ...trino, user: user || undefined } })}
        />
        <SecretField
          {...editor}
          id="config-trino-password"
          name="trinoPassword"
          label={t('config.trino.password', 'Password')}
          description={t(
            'config.trino.password-description',
            'If Trino asks for one; it takes passwords over HTTPS only.'
          )}
        />
        <TextField
          id="config-trino-catalog"
          label={t('config.trino.catalog', 'Catalog')}
          placeholder={defaults.catalog}
          width={30}
          value={trino.catalog ?? ''}
          problem={problems.get('trino.catalog')}
          readOnly={readOnly}
          onChange={(catalog) => onChange({ trino: { ...trino, catalog: catalog || undefined } })}
        />
      </Stack>
    </ConfigSection>
  );
}
