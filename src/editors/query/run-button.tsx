/** Runs the query, and says whether that is needed, why it cannot be done, and how to stop it. */
import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';
import React from 'react';
import type { RunState } from '../../hooks/use-run-state';

interface Props {
  state: RunState;
  isRunnable: boolean;
  onRun: () => void;
  /** Absent where Grafana runs the query in a way that cannot be stopped from here. */
  onCancel?: () => void;
}

export function RunButton({ state, isRunnable, onRun, onCancel }: Props) {
  if (state.isLoading && onCancel) {
    return (
      <Button size="sm" type="button" icon="spinner" variant="destructive" fill="outline" onClick={onCancel}>
        {t('query.run.cancel', 'Cancel query')}
      </Button>
    );
  }
  return (
    <Button
      size="sm"
      type="button"
      icon={state.isLoading ? 'spinner' : 'play'}
      variant={state.isStale ? 'primary' : 'secondary'}
      disabled={!isRunnable}
      tooltip={tooltipOf(state, isRunnable)}
      onClick={onRun}
    >
      {t('query.run.label', 'Run query')}
    </Button>
  );
}

function tooltipOf({ isStale }: RunState, isRunnable: boolean): string {
  if (!isRunnable) {
    return t('query.run.invalid', 'Correct what is marked red first.');
  }
  return isStale
    ? t('query.run.stale', 'The query was changed since it was run last. Shift+Enter')
    : t('query.run.fresh', 'Ask again. Shift+Enter');
}
