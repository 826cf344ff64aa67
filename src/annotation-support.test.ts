import type { AnnotationQuery } from '@grafana/data';
import { annotationSupport } from './annotation-support';
import type { StoredQuery } from './query/stored-query';

const annotation = (target?: StoredQuery): AnnotationQuery<StoredQuery> => ({
  name: 'Changes',
  enable: true,
  iconColor: 'red',
  target,
});

const prepared = (target?: StoredQuery) => annotationSupport.prepareAnnotation?.(annotation(target));

it('marks rollouts in a new annotation', () => {
  expect(prepared()).toMatchObject({ name: 'Changes', target: { queryType: 'events', events: ['rollout'] } });
});

it('replaces what another data source asked', () => {
  const foreign: StoredQuery = JSON.parse('{"refId":"Anno","expr":"up"}');
  expect(prepared(foreign)?.target).toEqual({ refId: 'Anno', queryType: 'events', events: ['rollout'] });
});

it.each<[StoredQuery]>([
  [{ refId: 'Anno', queryType: 'events' }],
  [{ refId: 'Anno', events: ['history-gap'] }],
  [{ refId: 'Anno', queryType: 'events', events: [], limit: 3 }],
])('leaves %j as it is', (target) => {
  const stored = annotation(target);
  // The same object: Grafana would otherwise store it anew, and ask again, without end.
  expect(annotationSupport.prepareAnnotation?.(stored)).toBe(stored);
});

it('always asks for events', () => {
  expect(annotationSupport.prepareQuery?.(annotation({ refId: 'Anno', events: ['rollout'] }))).toEqual({
    refId: 'Anno',
    queryType: 'events',
    events: ['rollout'],
  });
});
