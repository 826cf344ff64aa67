/** How Trino is reached. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { trinoSettingsSchema } from '../../shared/settings';
import { memberFields } from './member-fields';
import { SecretField } from './secret-field';
import type { ConfigEditorProps, SectionProps } from './stored-settings';
import { TextField } from './text-field';

const defaults = trinoSettingsSchema.parse({});

interface Props {
  section: SectionProps;
  editor: ConfigEditorProps;
}

export function TrinoSection({ section, editor }: Props) {
  const field = memberFields('trino', section);
  return (
    <ConfigSection title={t('config.trino.title', 'Connection')}>
      <Stack direction="column" gap={2}>
        <TextField
          {...field('url')}
          id="config-trino-url"
          required
          label={t('config.trino.url', 'URL')}
          description={t('config.trino.url-description', 'Of the coordinator, as the Grafana server reaches it.')}
          example="https://trino.example.com:8443"
          problem={
            section.problems.has('trino.url')
              ? t('config.trino.url-problem', 'It begins with http:// or https:// and a host.')
              : undefined
          }
        />
        <TextField
          {...field('user')}
          id="config-trino-user"
          label={t('config.trino.user', 'User')}
          fallback={defaults.user}
          width={30}
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
          {...field('catalog')}
          id="config-trino-catalog"
          label={t('config.trino.catalog', 'Catalog')}
          fallback={defaults.catalog}
          width={30}
        />
      </Stack>
    </ConfigSection>
  );
}
