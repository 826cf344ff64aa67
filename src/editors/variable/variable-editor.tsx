/** What a dashboard variable lists: a dimension, and filters that may name other variables. */
import type { QueryEditorProps } from '@grafana/data';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import type { StoredQuery } from '../../query/stored-query';
import type { VariableQuery } from '../../query/variable-query';
import type { StoredSettings } from '../config/stored-settings';

type Props = QueryEditorProps<ZoneFlowDataSource, StoredQuery, StoredSettings, VariableQuery>;

export function VariableEditor(_props: Props) {
  return <></>;
}
