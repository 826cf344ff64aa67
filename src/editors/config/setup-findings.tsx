/** The findings of the setup report, the worst first: what it is about, how it is, what to do. */
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import { css, cx } from '@emotion/css';
import React from 'react';
import { type CheckState, type SetupCheck } from '../../shared/setup-report';

interface Props {
  checks: readonly SetupCheck[];
}

const order: readonly CheckState[] = ['failed', 'warning', 'skipped', 'ok'];

export function SetupFindings({ checks }: Props) {
  const styles = useStyles2(getStyles);
  const sorted = [...checks].sort((left, right) => order.indexOf(left.state) - order.indexOf(right.state));
  return (
    <ul className={styles.list} aria-label={t('config.setup.findings', 'Findings')}>
      {sorted.map(({ area, subject, state, finding, remedy }, position) => (
        <li key={position} className={styles.item}>
          <Icon name={icons[state]} className={cx(styles.icon, styles[state])} title={stateText(state)} />
          <div>
            <strong>{subject === '' ? area : `${area}, ${subject}`}</strong>: {finding}
            {remedy !== '' && <div className={styles.remedy}>{remedy}</div>}
          </div>
        </li>
      ))}
    </ul>
  );
}

const icons: Record<CheckState, IconName> = {
  ok: 'check-circle',
  warning: 'exclamation-triangle',
  failed: 'times-circle',
  skipped: 'minus-circle',
};

function stateText(state: CheckState): string {
  switch (state) {
    case 'ok':
      return t('config.setup.state-ok', 'All is well');
    case 'warning':
      return t('config.setup.state-warning', 'Needs a look');
    case 'failed':
      return t('config.setup.state-failed', 'Failed');
    case 'skipped':
      return t('config.setup.state-skipped', 'Not looked at');
  }
}

function getStyles(theme: GrafanaTheme2) {
  return {
    list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
    item: css({ display: 'flex', gap: theme.spacing(1), overflowWrap: 'anywhere' }),
    // In the middle of the first line beside it.
    icon: css({ flexShrink: 0, marginTop: theme.spacing(0.375) }),
    remedy: css({ color: theme.colors.text.secondary }),
    ok: css({ color: theme.colors.success.text }),
    warning: css({ color: theme.colors.warning.text }),
    failed: css({ color: theme.colors.error.text }),
    skipped: css({ color: theme.colors.text.secondary }),
  };
}
