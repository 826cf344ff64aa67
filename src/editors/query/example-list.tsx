/** The examples of the cheat sheet, grouped by question. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { StoredQuery } from '../../query/stored-query';
import { exampleGroups } from './examples';

interface Props {
  /** The query that an example replaces. */
  query: StoredQuery;
  onChoose: (query: StoredQuery) => void;
}

export function ExampleList({ query, onChoose }: Props) {
  const styles = useStyles2(getStyles);
  const { refId, datasource } = query;
  return (
    <>
      <h2 className={styles.title}>{t('query.examples.title', 'Questions to begin with')}</h2>
      <p>{t('query.examples.usage', 'A click replaces the query; nothing runs until you run it.')}</p>
      <div className={styles.groups}>
        {exampleGroups().map(({ key, title, examples }) => (
          <section key={key} aria-label={title}>
            <h3 className={styles.title}>{title}</h3>
            {examples.map((example) => (
              <button
                key={example.key}
                type="button"
                className={styles.example}
                onClick={() => onChoose({ ...example.query, refId, datasource })}
              >
                <span className={styles.question}>{example.question}</span>
                <span className={styles.hint}>{example.hint}</span>
              </button>
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h5, marginBottom: theme.spacing(1) }),
  groups: css({
    display: 'grid',
    gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${theme.spacing(34)}), 1fr))`,
    gap: theme.spacing(2),
  }),
  example: css({
    display: 'flex',
    flexDirection: 'column',
    width: '100%',
    marginBottom: theme.spacing(0.5),
    padding: theme.spacing(1),
    textAlign: 'left',
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.action.hover },
  }),
  question: css({ color: theme.colors.text.link }),
  hint: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
});
