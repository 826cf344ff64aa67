/** Sums of exchanges by what an answer groups them by: the same form for the truth and for the answer, so that they compare. */
import type { Frame } from '../../backend/frames/frame';
import type { Truth, TruthEnd } from '../cluster/truth';

/** Members of an end that both sides name; the answer's columns are `source_…` and `target_…`. */
export type EndMember = 'kind' | 'namespace' | 'workload' | 'pod' | 'node' | 'zone';

export interface Sum {
  bytes: number;
  packets: number;
  flows: number;
}

/** Sums by the values of the source's members, then of the target's, joined by tabs. */
export type ExchangeSums = Map<string, Sum>;

export function sumsOfTruth(truth: Truth, members: readonly EndMember[]): ExchangeSums {
  const names = truth.ends.map((end) => members.map((member) => valueOf(end, member)).join('\t'));
  const sums: ExchangeSums = new Map();
  for (const { source, target, bytes, packets, records } of truth.exchanges) {
    add(sums, `${names[source] ?? ''}\t${names[target] ?? ''}`, { bytes, packets, flows: records });
  }
  return sums;
}

export function sumsOfAnswer(frame: Frame, members: readonly EndMember[]): ExchangeSums {
  const columns = ['source', 'target'].flatMap((side) => members.map((member) => valuesOf(frame, `${side}_${member}`)));
  const bytes = valuesOf(frame, 'bytes');
  const packets = valuesOf(frame, 'packets');
  const flows = valuesOf(frame, 'flows');
  const sums: ExchangeSums = new Map();
  bytes.forEach((value, row) => {
    const key = columns.map((column) => textOf(column[row])).join('\t');
    add(sums, key, { bytes: Number(value), packets: Number(packets[row]), flows: Number(flows[row]) });
  });
  return sums;
}

/** What one sum has and the other has not, at most three examples in words; nothing if they are equal to the byte. */
export function differences(
  truth: ExchangeSums,
  answer: ExchangeSums
): { groups: number; bytes: number; examples: string[] } {
  const examples: string[] = [];
  let groups = 0;
  let bytes = 0;
  for (const key of new Set([...truth.keys(), ...answer.keys()])) {
    const right = truth.get(key);
    const given = answer.get(key);
    if (right?.bytes !== given?.bytes || right?.packets !== given?.packets || right?.flows !== given?.flows) {
      groups++;
      bytes += Math.abs((right?.bytes ?? 0) - (given?.bytes ?? 0));
      if (examples.length < 3) {
        examples.push(`${key.replaceAll('\t', ' ')}: ${inWords(right)} in truth, ${inWords(given)} in the answer`);
      }
    }
  }
  return { groups, bytes, examples };
}

export function totalBytes(sums: ExchangeSums): number {
  return [...sums.values()].reduce((total, sum) => total + sum.bytes, 0);
}

function valueOf(end: TruthEnd, member: EndMember): string {
  return end[member];
}

/** A field's values; none if the frame lacks it. */
export function valuesOf(frame: Frame, name: string): Frame['fields'][number]['values'] {
  return frame.fields.find((field) => field.name === name)?.values ?? [];
}

/** A value of a text column; null, as in the rest's row, is empty. */
export function textOf(value: Frame['fields'][number]['values'][number] | undefined): string {
  return typeof value === 'string' ? value : '';
}

function add(sums: ExchangeSums, key: string, { bytes, packets, flows }: Sum): void {
  const sum = sums.get(key) ?? { bytes: 0, packets: 0, flows: 0 };
  sum.bytes += bytes;
  sum.packets += packets;
  sum.flows += flows;
  sums.set(key, sum);
}

function inWords(sum: Sum | undefined): string {
  return sum === undefined ? 'nothing' : `${sum.bytes} bytes in ${sum.packets} packets and ${sum.flows} records`;
}
