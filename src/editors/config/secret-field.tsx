/** A secret: written once, then only known to be there; resetting is the way to another. */
import { t } from '@grafana/i18n';
import { Field, Input, SecretInput } from '@grafana/ui';
import React from 'react';
import type { ConfigEditorProps, StoredSecrets } from './stored-settings';

interface Props extends ConfigEditorProps {
  id: string;
  label: string;
  description?: string;
  name: keyof StoredSecrets;
}

export function SecretField({ id, label, description, name, options, onOptionsChange }: Props) {
  const isConfigured = options.secureJsonFields[name] === true;
  const change = (value: string, configured: boolean) =>
    onOptionsChange({
      ...options,
      secureJsonData: { ...options.secureJsonData, [name]: value },
      secureJsonFields: { ...options.secureJsonFields, [name]: configured },
    });
  return (
    <Field noMargin label={label} description={description}>
      {options.readOnly ? (
        <Input id={id} width={60} readOnly value={isConfigured ? t('config.secret.configured', 'configured') : ''} />
      ) : (
        <SecretInput
          id={id}
          width={60}
          autoComplete="new-password"
          isConfigured={isConfigured}
          value={options.secureJsonData?.[name] ?? ''}
          onReset={() => change('', false)}
          onChange={(event) => change(event.currentTarget.value, false)}
        />
      )}
    </Field>
  );
}
