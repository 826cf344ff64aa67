/** Why something that was asked for could not be had, and what to do. */
import { Alert } from '@grafana/ui';
import React from 'react';
import { failureOf } from '../query/failure';

export function FailureAlert({ error }: { error: unknown }) {
  const { message, remedy } = failureOf(error);
  return (
    <Alert severity="error" title={message} bottomSpacing={0}>
      {remedy}
    </Alert>
  );
}
