/** How much of the answer's traffic is attributed; on a click, what is missing, why, and what to do. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Toggletip, useStyles2 } from '@grafana/ui';
import React from 'react';
import { percentText } from '../../query/quantity-text';
import type { Coverage } from '../../shared/coverage';
import { coverageParts, hasGap } from './coverage-parts';
import { verbatim } from '../../query/verbatim';

interface Props {
  coverage: Coverage;
  /** Why there is no traffic at all; looked for when somebody asks. */
  whyEmpty: React.ReactElement;
}

export function CoverageBadge({ coverage, whyEmpty }: Props) {
  const isEmpty = coverage.bytes === 0;
  const share = percentText(coverage.attributedBytes, coverage.bytes);
  const text = isEmpty
    ? t('query.coverage.empty', 'No traffic: why?')
    : t('query.coverage.badge', '{{share}} attributed', { ...verbatim, share });
  return (
    <Toggletip
      title={t('query.coverage.title', 'Coverage of this answer')}
      content={isEmpty ? whyEmpty : <CoverageDetails coverage={coverage} />}
      placement="top-start"
    >
      <Button
        size="sm"
        type="button"
        fill="outline"
        variant="secondary"
        icon={isEmpty || hasGap(coverage) ? 'exclamation-triangle' : 'check-circle'}
      >
        {text}
      </Button>
    </Toggletip>
  );
}

function CoverageDetails({ coverage }: { coverage: Coverage }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.list}>
      {coverageParts(coverage).map(({ key, name, amount, meaning, remedy }) => (
        <div key={key} className={styles.part}>
          <dt className={styles.name}>
            <span>{name}</span>
            <span>{amount}</span>
          </dt>
          <dd>
            {meaning} {remedy}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0, width: theme.spacing(50), maxWidth: '100%' }),
  part: css({ marginBottom: theme.spacing(1) }),
  name: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(2), margin: 0 }),
});
