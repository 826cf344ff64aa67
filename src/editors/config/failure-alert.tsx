/** What went wrong with something that was asked for, and what to do. */
import { Alert } from '@grafana/ui';
import React from 'react';
import { failureOf } from '../../query/failure';
import type { Asked } from './use-asked-resource';

/** Nothing where nothing went wrong. */
export function FailureAlert({ asked }: { asked: Asked<unknown> }) {
  if (asked.kind !== 'failed') {
    return null;
  }
  const { message, remedy } = failureOf(asked.error);
  return (
    <Alert severity="error" title={message} bottomSpacing={0}>
      {remedy}
    </Alert>
  );
}
