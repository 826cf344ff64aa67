/** Examples that a click asks. */
import type { QueryEditorHelpProps } from '@grafana/data';
import React from 'react';
import type { StoredQuery } from '../../query/stored-query';

export function CheatSheet(_props: QueryEditorHelpProps<StoredQuery>) {
  return <></>;
}
