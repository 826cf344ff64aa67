/** Annotations: rollouts, nodes that come and go, gaps in pod history. */
import type { AnnotationSupport } from '@grafana/data';
import { AnnotationEditor } from './editors/annotation/annotation-editor';
import { defaultEventsQuery } from './query/events-query';
import type { StoredQuery } from './query/stored-query';
import { eventsQueryType } from './shared/events';

/**
 * The default stands in prepareAnnotation, not in getDefaultQuery: what that returns Grafana shows in the editor for every
 * member that a stored query lacks, but does not ask.
 */
export const annotationSupport: AnnotationSupport<StoredQuery> = {
  QueryEditor: AnnotationEditor,
  prepareAnnotation: (annotation) => {
    const target: StoredQuery | undefined = annotation.target;
    return target?.queryType === eventsQueryType || target?.events !== undefined
      ? annotation
      : { ...annotation, target: { refId: 'Anno', ...defaultEventsQuery } };
  },
  prepareQuery: ({ target }) => (target ? { ...target, queryType: eventsQueryType } : undefined),
};
