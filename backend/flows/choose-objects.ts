/** Which of the listed objects are read, and what the reader of the answer must know of those that are not. Pure. */
import { ZoneFlowError } from '../errors';
import type { Notice } from '../frames/frame';
import { flowFieldNames, type FlowField } from './fields';
import type { FlowObject } from './list-objects';
import { lacksRequired, type Inspection, type ObjectFormat } from './object-format';

/** An object that is read; `path` is what is opened, which for a damaged text is a copy of its whole lines. */
export interface ReadObject {
  object: FlowObject;
  format: ObjectFormat;
  path: string;
}

export interface ObjectChoice {
  read: ReadObject[];
  /** Fields that at least one read object has; every field if none is read, since then nothing is missing. */
  fields: ReadonlySet<FlowField>;
  /** Those of `fields` that at least one read object lacks. */
  partialFields: ReadonlySet<FlowField>;
  notices: Notice[];
}

interface Inspected {
  object: FlowObject;
  inspection: Inspection;
}

/**
 * Chooses whole, usable objects, each once. Errors: `corrupt_object` if strict and something is damaged,
 * `unusable_flow_log` if there are flow logs but none with the fields a right answer needs.
 */
export function chooseObjects(inspected: readonly Inspected[], strict: boolean): ObjectChoice {
  const readable: ReadObject[] = [];
  const corrupt: Damage[] = [];
  const shortened: Damage[] = [];
  for (const { object, inspection } of inspected) {
    switch (inspection.state) {
      case 'readable':
        readable.push({ object, format: inspection.format, path: inspection.path });
        if (inspection.leftOut !== null) {
          shortened.push({ object, what: inspection.leftOut });
        }
        break;
      case 'corrupt':
        corrupt.push({ object, what: inspection.reason });
        break;
      case 'foreign':
        // Other files may lie beside flow logs; one that bears AWS's name or lies in its folders is expected to be one.
        if (object.certain) {
          corrupt.push({ object, what: 'it does not begin as a flow log' });
        }
        break;
    }
  }
  const copies = withoutCopies(readable);
  const usable = copies.kept.filter(({ format }) => lacksRequired(format).length === 0);
  const whole = new Set(copies.kept.map(({ object }) => object.identity).filter((identity) => identity !== ''));
  // A damaged copy of an object that is also there whole takes nothing from the answer.
  const lost = corrupt.filter(({ object }) => !whole.has(object.identity));
  const cut = shortened.filter(({ object }) => copies.kept.some((kept) => kept.object === object));
  refuse(strict, [...lost, ...cut]);
  refuseUnusable(copies.kept, usable);
  const fields = new Set(
    flowFieldNames.filter((field) => usable.length === 0 || usable.some(({ format }) => format.fields.has(field)))
  );
  return {
    read: usable,
    fields,
    partialFields: new Set([...fields].filter((field) => usable.some(({ format }) => !format.fields.has(field)))),
    notices: [
      ...damageNotices(lost, cut),
      ...copyNotices(copies.repeated),
      ...unusableNotices(copies.kept.length - usable.length),
    ],
  };
}

interface Damage {
  object: FlowObject;
  what: string;
}

const mostNamed = 5;

/** The same object twice (in another folder, or converted to Parquet) is read once: Parquet first, then the larger file. */
function withoutCopies(objects: readonly ReadObject[]): { kept: ReadObject[]; repeated: ReadObject[] } {
  const best = new Map<string, ReadObject>();
  const rank = ({ object }: ReadObject): number =>
    object.format === 'parquet' ? Number.MAX_SAFE_INTEGER : object.size;
  for (const candidate of objects) {
    const { identity } = candidate.object;
    const chosen = best.get(identity);
    if (identity !== '' && (chosen === undefined || rank(candidate) > rank(chosen))) {
      best.set(identity, candidate);
    }
  }
  const isKept = (candidate: ReadObject): boolean =>
    candidate.object.identity === '' || best.get(candidate.object.identity) === candidate;
  return { kept: objects.filter(isKept), repeated: objects.filter((object) => !isKept(object)) };
}

function refuse(strict: boolean, damages: readonly Damage[]): void {
  const [first] = damages;
  if (strict && first !== undefined) {
    const more = damages.length > 1 ? `, and ${damages.length - 1} more` : '';
    throw new ZoneFlowError(
      'corrupt_object',
      `The flow-log object ${first.object.label} is damaged (${first.what})${more}`
    );
  }
}

function refuseUnusable(kept: readonly ReadObject[], usable: readonly ReadObject[]): void {
  const [first] = kept;
  if (first !== undefined && usable.length === 0) {
    const missing = lacksRequired(first.format).map((field) => field.replaceAll('_', '-'));
    throw new ZoneFlowError(
      'unusable_flow_log',
      `The flow logs have no ${missing.join(', no ')} (${first.object.label})`
    );
  }
}

function damageNotices(lost: readonly Damage[], cut: readonly Damage[]): Notice[] {
  const notices: Notice[] = [];
  if (lost.length > 0) {
    notices.push({
      severity: 'warning',
      text: `${counted(lost.length, 'flow-log object')} could not be read and ${lost.length === 1 ? 'is' : 'are'} left out: ${named(lost)}.`,
    });
  }
  if (cut.length > 0) {
    notices.push({
      severity: 'warning',
      text: `${counted(cut.length, 'flow-log object')} ${cut.length === 1 ? 'is' : 'are'} damaged and read only in part: ${named(cut, 'without ')}.`,
    });
  }
  return notices;
}

function copyNotices(repeated: readonly ReadObject[]): Notice[] {
  const [first] = repeated;
  if (first === undefined) {
    return [];
  }
  const more = repeated.length > 1 ? ` and ${repeated.length - 1} more` : '';
  return [
    {
      severity: 'warning',
      text: `${counted(repeated.length, 'flow-log object')} ${repeated.length === 1 ? 'is' : 'are'} there more than once and counted once: ${first.object.label}${more}.`,
    },
  ];
}

function unusableNotices(count: number): Notice[] {
  if (count === 0) {
    return [];
  }
  const text = `${counted(count, 'flow-log object')} without pkt-srcaddr, pkt-dstaddr or start ${count === 1 ? 'is' : 'are'} left out: pods cannot be told from them.`;
  return [{ severity: 'warning', text }];
}

function named(damages: readonly Damage[], lead = ''): string {
  const names = damages.slice(0, mostNamed).map(({ object, what }) => `${object.label} (${lead}${what})`);
  return damages.length > mostNamed ? `${names.join(', ')} and ${damages.length - mostNamed} more` : names.join(', ');
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
