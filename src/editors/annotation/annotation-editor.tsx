/** Which changes of the cluster a dashboard marks, and of which pods and nodes. */
import type { QueryEditorProps } from '@grafana/data';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import type { StoredQuery } from '../../query/stored-query';
import type { StoredSettings } from '../config/stored-settings';

type Props = QueryEditorProps<ZoneFlowDataSource, StoredQuery, StoredSettings>;

export function AnnotationEditor(_props: Props) {
  return <></>;
}
