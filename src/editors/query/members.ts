/** Which members of a query have a field in the editor, by view: what a view does not read is not asked for. */
import type { QueryType, TrafficQuery } from '../../shared/query';

type TrafficMember = Exclude<keyof TrafficQuery, 'refId'>;

const filtered: TrafficMember[] = ['queryType', 'traffic', 'filters', 'bidirectional', 'measure'];
const grouped: TrafficMember[] = [...filtered, 'groupBy', 'targetGroupBy', 'limit', 'other'];

export function membersOf(queryType: QueryType): ReadonlySet<string> {
  switch (queryType) {
    case 'graph':
    case 'table':
      return new Set(grouped);
    case 'timeseries':
      return new Set([...grouped, 'rate']);
    case 'matrix':
      return new Set(filtered);
    case 'health':
      return new Set(['queryType']);
  }
}
