/** Annotations: rollouts, nodes that come and go, gaps in pod history. */
import type { AnnotationSupport } from '@grafana/data';
import { AnnotationEditor } from './editors/annotation/annotation-editor';
import type { StoredQuery } from './query/stored-query';
import { eventsQueryType } from './shared/events';

export const annotationSupport: AnnotationSupport<StoredQuery> = {
  QueryEditor: AnnotationEditor,
  getDefaultQuery: () => ({ queryType: eventsQueryType, events: ['rollout'] }),
  prepareQuery: ({ target }) => (target ? { ...target, queryType: eventsQueryType } : undefined),
};
