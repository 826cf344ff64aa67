/** Values that filters name and that nobody has: the usual reason for an answer without any traffic, in sentences. Pure. */
import { endpointKinds, isLabelDimension, labelKeyOf, type Dimension } from '../../src/shared/dimensions';
import type { TrafficFilter } from '../../src/shared/query';
import type { Notice } from '../frames/frame';
import type { NamedValue } from '../sql/known-endpoints';

/** A person names a few; a list of hundreds comes from a variable with All. */
const mostNamed = 200;
const mostShown = 3;

/** What equality filters ask pods and nodes to have. */
export function namedValues(filters: readonly TrafficFilter[]): NamedValue[] {
  const named = filters
    .filter(({ operator, dimension }) => (operator === '=' || operator === '=|') && dimension !== 'kind')
    .flatMap(({ dimension, values }) => values.map((value) => ({ dimension, value })))
    .filter(({ value }) => value !== '');
  const distinct = new Map(named.map((one) => [`${one.dimension} ${one.value}`, one]));
  return [...distinct.values()].slice(0, mostNamed);
}

/** A notice for each dimension with values that no pod and no node of the range has. */
export function absentValueNotices(absent: readonly NamedValue[]): Notice[] {
  const dimensions = [...new Set(absent.map(({ dimension }) => dimension))];
  return dimensions.map((dimension): Notice => {
    const values = absent.filter((one) => one.dimension === dimension).map(({ value }) => value);
    const remedy = values.some((value) => dimension === 'zone' && zoneName.test(value))
      ? 'Zones are filtered by ID (use1-az4), not by name (us-east-1a).'
      : 'It may have been deleted or be of another time: correct the filter or the range.';
    return { severity: 'info', text: `${absence(dimension, choice(values))} ${remedy}` };
  });
}

/** A notice for each filter on a kind that there is not; no history is needed to tell. */
export function unknownKindNotices(filters: readonly TrafficFilter[]): Notice[] {
  const unknown = filters
    .filter(({ operator, dimension }) => (operator === '=' || operator === '=|') && dimension === 'kind')
    .flatMap(({ values }) => values)
    .filter((value) => !endpointKinds.some((kind) => kind === value));
  return unknown.length === 0
    ? []
    : [
        {
          severity: 'info',
          text: `No endpoint is of the kind ${choice(unknown)}. Kinds are ${endpointKinds.join(', ')}.`,
        },
      ];
}

/** `us-east-1a`, `us-west-2-lax-1a` */
const zoneName = /^[a-z]{2}-.*-\d[a-z]$/;

function absence(dimension: Dimension, values: string): string {
  if (isLabelDimension(dimension)) {
    return `No pod of this range has the label ${labelKeyOf(dimension)} with the value ${values}.`;
  }
  switch (dimension) {
    case 'cluster':
      return `No pod or node of this range is of the cluster ${values}.`;
    case 'namespace':
      return `No pod of this range is in the namespace ${values}.`;
    case 'workload':
      return `No pod of this range belongs to the workload ${values}.`;
    case 'pod':
      return `No pod of this range is called ${values}.`;
    case 'node':
      return `No node of this range is called ${values}.`;
    case 'zone':
      return `No pod or node of this range is in the zone ${values}.`;
    case 'kind':
      return `No endpoint is of the kind ${values}.`;
  }
}

/** `"a", "b" or "c"`, `"a", "b", "c" or one of 7 more` */
function choice(values: readonly string[]): string {
  const shown = values.slice(0, mostShown).map((value) => `"${value.length > 60 ? `${value.slice(0, 59)}…` : value}"`);
  const rest = values.length - shown.length;
  const all = rest > 0 ? [...shown, `one of ${rest} more`] : shown;
  return all.length === 1 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`;
}
