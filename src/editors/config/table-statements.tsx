/** Statements that make tables, to be copied, with what the tables cannot tell. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, ClipboardButton, Stack, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { TableDdl } from '../../shared/table-ddl';

interface Props {
  ddl: TableDdl;
}

export function TableStatements({ ddl: { statements, notices } }: Props) {
  const styles = useStyles2(getStyles);
  const text = statements.map((statement) => `${statement};\n`).join('\n');
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      {notices.length > 0 && (
        <Alert severity="warning" title={t('config.ddl.lacks', 'What this flow log cannot tell')} bottomSpacing={0}>
          <ul className={styles.notices}>
            {notices.map((notice) => (
              <li key={notice.text}>{notice.text}</li>
            ))}
          </ul>
        </Alert>
      )}
      <ClipboardButton size="sm" type="button" variant="secondary" icon="copy" getText={() => text}>
        {t('config.ddl.copy', 'Copy the statement')}
      </ClipboardButton>
      <pre className={styles.text} tabIndex={0} role="region" aria-label={t('config.ddl.statement', 'Statement')}>
        {text}
      </pre>
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  notices: css({ paddingLeft: theme.spacing(2) }),
  text: css({ margin: 0, maxWidth: '100%', maxHeight: theme.spacing(50), overflow: 'auto', whiteSpace: 'pre' }),
});
