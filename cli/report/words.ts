/** What a report says in words of its question: senders, filters, zones. */
import type { Dimension } from '../../src/shared/dimensions';
import type { FilterOperator, TrafficFilter } from '../../src/shared/query';
import { dimensionName } from './answer-rows';

const operatorWords: Record<FilterOperator, string> = {
  '=': 'is',
  '=|': 'is one of',
  '!=': 'is not',
  '!=|': 'is none of',
  '=~': 'matches',
  '!~': 'does not match',
};

/** `exchanges whose source’s namespace is shop` */
export function filterText({ side, dimension, operator, values }: TrafficFilter): string {
  const whose = side === 'either' ? 'with an end whose' : `whose ${side}’s`;
  return `exchanges ${whose} ${dimensionWords(dimension)} ${operatorWords[operator]} ${values.join(', ') || 'empty'}`;
}

/** `namespace`, `label team`. */
export function dimensionWords(dimension: Dimension): string {
  return dimension.startsWith('label:') ? `label ${dimensionName(dimension)}` : dimension;
}

/** `use1-az4`; the zone of an end that has none. */
export function zoneText(zone: string): string {
  return zone === '' ? 'unknown zone' : zone;
}
