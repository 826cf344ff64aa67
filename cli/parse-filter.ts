/** A filter as one writes it on a command line: `namespace=shop`, `source:label:team=|search,ads`. */
import { InvalidArgumentError } from 'commander';
import { trafficFilterSchema, type TrafficFilter } from '../src/shared/query';

/** @throws InvalidArgumentError what is wrong with it, for the usage message. */
export function parseFilter(text: string): TrafficFilter {
  const parts = /^(?:(source|target|either):)?([^=!]+)(=\||!=\||=~|!~|!=|=)(.*)$/s.exec(text);
  if (parts === null) {
    throw new InvalidArgumentError('It is not a condition such as namespace=shop.');
  }
  const [, side = 'either', dimension = '', operator = '=', value = ''] = parts;
  const values = operator.endsWith('|') ? value.split(',') : [value];
  const filter = trafficFilterSchema.safeParse({ side, dimension, operator, values });
  if (!filter.success) {
    throw new InvalidArgumentError(
      `"${dimension}" is not one of cluster, kind, namespace, workload, pod, node, zone, label:<key>.`
    );
  }
  return filter.data;
}
