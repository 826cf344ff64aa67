/** Small parts that the nodes and edges of a graph share: columns, and how labels and numbers are written. */
import { isLabelDimension, labelKeyOf, type Dimension } from '../../../src/shared/dimensions';
import type { Measure, TrafficQuery } from '../../../src/shared/query';
import type { Field } from '../../frames/frame';
import { measureNoun, measureText } from './quantity';

/** The two numbers that stand in a node and at an edge: the measure, and its cost (of a cost, its bytes). */
export interface Writing {
  main: { measure: Measure; label: string };
  second: { measure: Measure; label: string };
  text: (measure: Measure, value: number) => string;
}

export function writingOf({ measure, traffic }: TrafficQuery, currency: string): Writing {
  const kind = { 'cross-zone': 'Cross-zone', 'same-zone': 'Same-zone', all: 'All' }[traffic];
  const cost = 'Cost (estimate)';
  return {
    main: { measure, label: measure === 'cost' ? cost : `${kind} ${measureNoun(measure)}` },
    second: measure === 'cost' ? { measure: 'bytes', label: `${kind} bytes` } : { measure: 'cost', label: cost },
    text: (of, value) => measureText(of, value, currency),
  };
}

export function textField(name: string, values: Array<string | null>, displayName?: string): Field {
  return { name, type: 'string', values, ...(displayName === undefined ? {} : { config: { displayName } }) };
}

export function numberField(name: string, values: number[]): Field {
  return { name, type: 'number', values };
}

/** `Namespace`, `Label app` */
export function dimensionLabel(dimension: Dimension): string {
  return isLabelDimension(dimension)
    ? `Label ${labelKeyOf(dimension)}`
    : dimension.slice(0, 1).toUpperCase() + dimension.slice(1);
}

/** Whole percents, but never 0 or 100 for what is not. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return `${share > 0 && whole === 0 ? '< 1' : share < 1 && whole === 100 ? '> 99' : whole} %`;
}
