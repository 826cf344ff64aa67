/** Writes a frame as Grafana's JSON frame, what `zoneflow query --format frames` prints and /api/ds/query answers. */
import { unknownType } from './column';
import type { Field, FieldConfig, FieldType, Frame, FrameMeta } from './frame';
import { checkFrame } from './validate';

export interface FrameJson {
  schema: { name?: string; refId?: string; meta?: FrameMeta; fields: FieldJson[] };
  /** `entities` names the rows whose number JSON cannot write (their value is null); one entry a field. */
  data: { values: Array<Field['values']>; entities?: Array<Entities | null> };
}

interface FieldJson {
  name?: string;
  type: string;
  typeInfo: { frame: string; nullable?: true };
  labels?: Record<string, string>;
  config?: FieldConfig;
}

interface Entities {
  NaN?: number[];
  Inf?: number[];
  NegInf?: number[];
}

/** @throws ZoneFlowError `internal` for a frame that Grafana could not read. */
export function frameToJson(frame: Frame): FrameJson {
  checkFrame(frame);
  const entities = frame.fields.map(entitiesOf);
  return {
    schema: {
      ...(frame.name === '' ? {} : { name: frame.name }),
      ...(frame.refId ? { refId: frame.refId } : {}),
      ...(frame.meta === undefined ? {} : { meta: { ...frame.meta, typeVersion: frame.meta.typeVersion ?? [0, 0] } }),
      fields: frame.fields.map(fieldToJson),
    },
    data: {
      values: frame.fields.map((field, index) => (entities[index] ? field.values.map(finiteOrNull) : field.values)),
      ...(entities.some((entry) => entry !== null) ? { entities } : {}),
    },
  };
}

function fieldToJson(field: Field): FieldJson {
  const type = typeNames(field.type);
  return {
    ...(field.name === '' ? {} : { name: field.name }),
    type: type.browser,
    typeInfo: { frame: type.host, ...(field.values.includes(null) ? { nullable: true } : {}) },
    ...(field.labels === undefined ? {} : { labels: field.labels }),
    ...(field.config === undefined ? {} : { config: field.config }),
  };
}

/** The type's name in Grafana's front end and in its plugin SDK. */
function typeNames(type: FieldType): { browser: string; host: string } {
  switch (type) {
    case 'string':
      return { browser: 'string', host: 'string' };
    case 'number':
      return { browser: 'number', host: 'float64' };
    case 'integer':
      return { browser: 'number', host: 'int64' };
    case 'time':
      return { browser: 'time', host: 'time.Time' };
    case 'boolean':
      return { browser: 'boolean', host: 'bool' };
    case 'json':
      return { browser: 'other', host: 'json.RawMessage' };
    default:
      return unknownType(type);
  }
}

function entitiesOf(field: Field): Entities | null {
  if (field.type !== 'number') {
    return null;
  }
  const found: Entities = {};
  field.values.forEach((value, row) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      const name = Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : 'NegInf';
      (found[name] ??= []).push(row);
    }
  });
  return Object.keys(found).length > 0 ? found : null;
}

function finiteOrNull(value: Field['values'][number]): Field['values'][number] {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
