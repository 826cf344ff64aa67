/** What a gigabyte across zones costs, for the estimate. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { priceSchema } from '../../shared/settings';
import { ChoiceField } from './choice-field';
import { memberFields } from './member-fields';
import { NumberField } from './number-field';
import type { SectionProps } from './stored-settings';

const defaults = priceSchema.parse({});

/** Those that AWS bills in, and some that people account in. */
const currencies = ['USD', 'EUR', 'GBP', 'CNY', 'JPY', 'INR', 'AUD', 'BRL', 'CAD', 'CHF', 'SEK'];

export function PriceSection(section: SectionProps) {
  const field = memberFields('price', section);
  const ofPrice = {
    description: t('config.price.gigabyte', 'A gigabyte is 2^30 bytes.'),
    suffix: section.settings.price?.currency ?? defaults.currency,
    min: 0,
    step: 'any' as const,
  };
  return (
    <ConfigSection
      title={t('config.price.title', 'Price')}
      description={t('config.price.description', 'Cost is an estimate: traffic times these prices, not the bill.')}
    >
      <Stack direction="column" gap={2}>
        <NumberField
          {...ofPrice}
          {...field('perGbOut')}
          id="config-price-out"
          label={t('config.price.out', 'Per gigabyte out of the source zone')}
          fallback={defaults.perGbOut}
        />
        <NumberField
          {...ofPrice}
          {...field('perGbIn')}
          id="config-price-in"
          label={t('config.price.in', 'Per gigabyte into the target zone')}
          fallback={defaults.perGbIn}
        />
        <ChoiceField
          {...field('currency')}
          id="config-price-currency"
          label={t('config.price.currency', 'Currency')}
          description={t('config.price.currency-description', 'Of the prices above; nothing is converted.')}
          fallback={defaults.currency}
          width={24}
          createCustomValue
          options={currencies.map((value) => ({ value, label: value }))}
        />
      </Stack>
    </ConfigSection>
  );
}
