/** What a gigabyte across zones costs, for the estimate. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { priceSchema } from '../../shared/settings';
import { NumberField } from './number-field';
import type { StoredSettings } from './stored-settings';

type StoredPrice = NonNullable<StoredSettings['price']>;

interface Props {
  price: StoredPrice;
  readOnly?: boolean;
  onChange: (price: StoredPrice) => void;
}

const defaults = priceSchema.parse({});

export function PriceSection({ price, readOnly, onChange }: Props) {
  const currency = price.currency ?? defaults.currency;
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
          readOnly={readOnly}
          value={price.perGbOut}
          onChange={(perGbOut) => onChange({ ...price, perGbOut })}
        />
        <NumberField
          id="config-price-in"
          label={t('config.price.in', 'Per gigabyte into the target zone')}
          description={t('config.price.gigabyte', 'A gigabyte is 2^30 bytes.')}
          fallback={String(defaults.perGbIn)}
          suffix={currency}
          min={0}
          step="any"
          readOnly={readOnly}
          value={price.perGbIn}
          onChange={(perGbIn) => onChange({ ...price, perGbIn })}
        />
      </Stack>
    </ConfigSection>
  );
}
