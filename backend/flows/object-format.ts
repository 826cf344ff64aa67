/** What is in a flow-log object: which reader opens it and which columns it has. Pure. */
import { isFlowField } from './text-header';
import type { FlowField } from './fields';

export interface ObjectColumn {
  /** As the object spells it. */
  name: string;
  /** The field it holds, or null for fields the product does not use. */
  field: FlowField | null;
  /** DuckDB's name of the type; text objects have VARCHAR only. */
  type: string;
  /** Whether values may be `-` or empty instead of NULL. */
  dashes: boolean;
}

/** Objects of one format can be read together; there is one instance of each format. */
export interface ObjectFormat {
  reader: 'parquet' | 'gzip' | 'text';
  columns: readonly ObjectColumn[];
  fields: ReadonlySet<FlowField>;
}

export type Inspection =
  /** `path` is what to read: a rescued copy if lines had to be left out, which `leftOut` then says. */
  | { state: 'readable'; format: ObjectFormat; path: string; leftOut: string | null }
  /** `reason` completes a sentence about the object: “it is empty”. */
  | { state: 'corrupt'; reason: string }
  /** Readable, but no flow log. */
  | { state: 'foreign' };

/** Fields without which no right answer exists: who sent to whom, and when (VPC user guide: pods never show in srcaddr). */
export const requiredFields = ['pkt_srcaddr', 'pkt_dstaddr', 'start'] as const satisfies FlowField[];

export function lacksRequired(format: ObjectFormat): FlowField[] {
  return requiredFields.filter((field) => !format.fields.has(field));
}

/** Makes each format once, so that objects of one format are recognised by identity and thousands of them stay small. */
export class ObjectFormats {
  private readonly known = new Map<string, ObjectFormat>();

  of(
    reader: ObjectFormat['reader'],
    columns: ReadonlyArray<{ name: string; type: string; dashes: boolean }>
  ): ObjectFormat {
    const key = JSON.stringify([reader, columns.map(({ name, type, dashes }) => [name, type, dashes])]);
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    const fields = new Set<FlowField>();
    const named = columns.map(({ name, type, dashes }): ObjectColumn => {
      const column = name.toLowerCase().replaceAll('-', '_');
      const field = isFlowField(column) && !fields.has(column) ? column : null;
      if (field !== null) {
        fields.add(field);
      }
      return { name, field, type, dashes };
    });
    const format = { reader, columns: named, fields };
    this.known.set(key, format);
    return format;
  }
}
