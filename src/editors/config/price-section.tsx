/** What a gigabyte across zones costs, for the estimate. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Combobox, Field, Stack } from '@grafana/ui';
import React from 'react';
import { priceSchema } from '../../shared/settings';
import { NumberField } from './number-field';
import type { SectionProps } from './stored-settings';

const defaults = priceSchema.parse({});

/** Those that AWS bills in, and some that people account in. */
const currencies = ['USD', 'EUR', 'GBP', 'CNY', 'JPY', 'INR', 'AUD', 'BRL', 'CAD', 'CHF', 'SEK'];

export function PriceSection({ settings, problems, readOnly, onChange }: SectionProps) {
  const price = settings.price ?? {};
  const currency = price.currency ?? defaults.currency;
  const problem = problems.get('price.currency');
  return (
    <ConfigSection
      title={t('config.price.title', 'Price')}
      description={t('config.price.description', 'Cost is an estimate: traffic times these prices, not the bill.')}
    >
      <Stack direction="column" gap={2}>
        <NumberField
          id="config-price-out"
          label={t('config.price.out', 'Per gigabyte out of the source zone')}
          description={t('config.price.gigabyte', 'A gigabyte is 2^30 bytes.')}
          fallback={String(defaults.perGbOut)}
          suffix={currency}
          min={0}
          step="any"
          problem={problems.get('price.perGbOut')}
          readOnly={readOnly}
          value={price.perGbOut}
          onChange={(perGbOut) => onChange({ price: { ...price, perGbOut } })}
        />
        <NumberField
          id="config-price-in"
          label={t('config.price.in', 'Per gigabyte into the target zone')}
          description={t('config.price.gigabyte', 'A gigabyte is 2^30 bytes.')}
          fallback={String(defaults.perGbIn)}
          suffix={currency}
          min={0}
          step="any"
          problem={problems.get('price.perGbIn')}
          readOnly={readOnly}
          value={price.perGbIn}
          onChange={(perGbIn) => onChange({ price: { ...price, perGbIn } })}
        />
        <Field
          noMargin
          label={t('config.price.currency', 'Currency')}
          description={t('config.price.currency-description', 'Of the prices above; nothing is converted.')}
          invalid={problem !== undefined}
          error={problem}
        >
          <Combobox
            id="config-price-currency"
            width={24}
            createCustomValue
            disabled={readOnly}
            options={currencies.map((value) => ({ value, label: value }))}
            value={{ value: currency, label: currency }}
            onChange={({ value }) => onChange({ price: { ...price, currency: value } })}
          />
        </Field>
      </Stack>
    </ConfigSection>
  );
}
