/** The SQL that the query would run: read only, to be copied. */
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelData, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, Button, ClipboardButton, LoadingPlaceholder, Stack, Text, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { usePreview } from '../../hooks/use-preview';
import type { StoredQuery } from '../../query/stored-query';

interface Props {
  id: string;
  query: StoredQuery;
  datasource: ZoneFlowDataSource;
  range: TimeRange;
  data?: PanelData;
}

export function SqlPreview({ id, query, datasource, range, data }: Props) {
  const styles = useStyles2(getStyles);
  const { isLoading, sql, failure, isOutdated, reload } = usePreview({ query, datasource, range, data });
  const retry = (
    <Button size="sm" type="button" variant="secondary" icon="sync" onClick={reload}>
      {t('query.preview.reload', 'Refresh SQL')}
    </Button>
  );
  return (
    <div id={id}>
      {isLoading && <LoadingPlaceholder text={t('query.preview.loading', 'Planning the query…')} />}
      {failure && (
        <Alert severity="error" title={failure.message} bottomSpacing={0}>
          <Stack direction="column" gap={1} alignItems="flex-start">
            {failure.remedy}
            {retry}
          </Stack>
        </Alert>
      )}
      {sql !== undefined && (
        <Stack direction="column" gap={1}>
          <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
            <ClipboardButton size="sm" type="button" variant="secondary" icon="copy" getText={() => sql}>
              {t('query.preview.copy', 'Copy SQL')}
            </ClipboardButton>
            {isOutdated && retry}
            {isOutdated && (
              <Text color="warning" variant="bodySmall">
                {t('query.preview.outdated', 'The query was changed since.')}
              </Text>
            )}
          </Stack>
          <pre
            className={styles.sql}
            tabIndex={0}
            role="region"
            aria-label={t('query.preview.title', 'SQL of this query')}
          >
            {sql}
          </pre>
        </Stack>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  sql: css({ margin: 0, maxHeight: theme.spacing(50), overflow: 'auto', whiteSpace: 'pre' }),
});
