/** In an alert rule: flow logs are late, so a range that ends now looks like a drop. */
import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import React from 'react';

export function AlertRangeHint() {
  return (
    <Alert
      severity="info"
      title={t('query.alert.range-title', 'The range of this query ends before its flow logs are there')}
      bottomSpacing={0}
      topSpacing={1}
    >
      {t(
        'query.alert.range',
        'Flow logs arrive up to 15 minutes late. Under Options, set the range to now-20m to now-15m: then late records do not look like a drop.'
      )}
    </Alert>
  );
}
