/** Below the rows: what the last answer covers and cost, and on demand the SQL. */
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelData, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Stack, Text, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import type { RunState } from '../../hooks/use-run-state';
import { answerFactsOf, type RunStats } from '../../query/answer-facts';
import { bytesText, durationText, priceText } from '../../query/quantity-text';
import type { StoredQuery } from '../../query/stored-query';
import { CoverageBadge } from './coverage-badge';
import { SqlPreview } from './sql-preview';
import { WhyEmpty } from './why-empty';
import { verbatim } from '../../query/verbatim';

interface Props {
  id: string;
  query: StoredQuery;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
  data?: PanelData;
  runState: RunState;
  /** False for questions that are no SQL. */
  hasSql: boolean;
}

export function AnswerFooter({ id, query, datasource, range, data, runState, hasSql }: Props) {
  const styles = useStyles2(getStyles);
  const [isSqlShown, setSqlShown] = useState(false);
  const facts = answerFactsOf(data, query.refId);
  const sqlId = `${id}-sql`;
  const canShowSql = hasSql && range !== undefined;
  return (
    <div className={styles.footer}>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        {facts?.coverage && <CoverageBadge coverage={facts.coverage} whyEmpty={<WhyEmpty notices={facts.notices} />} />}
        {facts && (
          <Text color="secondary" variant="bodySmall">
            {statsText(facts.stats, facts.notices.length)}
          </Text>
        )}
        {facts && runState.isStale && !runState.isLoading && (
          <Text color="warning" variant="bodySmall">
            {t('query.answer.stale', 'The query was changed since this answer.')}
          </Text>
        )}
        <div className={styles.space} />
        {canShowSql && (
          <Button
            size="sm"
            type="button"
            fill="text"
            variant="secondary"
            icon={isSqlShown ? 'angle-down' : 'angle-right'}
            aria-expanded={isSqlShown}
            aria-controls={isSqlShown ? sqlId : undefined}
            onClick={() => setSqlShown(!isSqlShown)}
          >
            {t('query.preview.show', 'SQL')}
          </Button>
        )}
      </Stack>
      {canShowSql && isSqlShown && (
        <SqlPreview id={sqlId} query={query} datasource={datasource} range={range} data={data} />
      )}
    </div>
  );
}

/** What the run took: bytes that the engine read, its time, what its owner charges. */
function statsText(
  { scannedBytes, engineMs, queueMs = 0, scanPrice = 0, rolledHours = 0 }: RunStats,
  notices: number
): string {
  const bytes = scannedBytes === undefined ? undefined : bytesText(scannedBytes);
  const time = engineMs === undefined ? undefined : durationText(engineMs);
  return [
    bytes && t('query.answer.scanned', '{{bytes}} scanned', { ...verbatim, bytes }),
    time && t('query.answer.engine-time', '{{time}} in the engine', { ...verbatim, time }),
    queueMs > 0 && t('query.answer.queue-time', '{{time}} in its queue', { ...verbatim, time: durationText(queueMs) }),
    rolledHours > 0 && t('query.answer.rolled-hours', '{{hours}} h from the rollup', { hours: rolledHours }),
    scanPrice > 0 && t('query.answer.price', '{{price}} for the scan', { ...verbatim, price: priceText(scanPrice) }),
    notices > 0 && t('query.answer.notices', 'notices: {{number}}', { number: notices }),
  ]
    .filter(Boolean)
    .join(' · ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  footer: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginTop: theme.spacing(1) }),
  space: css({ flexGrow: 1 }),
});
