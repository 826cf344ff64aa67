/** Grafana's data frame as plain data: columns of one length with names, types, labels and display settings. */

export type FieldType = 'string' | 'number' | 'integer' | 'time' | 'boolean' | 'json';

/** Grafana's FieldConfig keys that the plugin uses; the host drops unknown keys and refuses wrong types. */
export interface FieldConfig {
  displayName?: string;
  displayNameFromDS?: string;
  description?: string;
  unit?: string;
  decimals?: number;
  min?: number;
  max?: number;
  filterable?: boolean;
  interval?: number;
  /** Shown for null. */
  noValue?: string;
  color?: { mode: string; fixedColor?: string };
  /** Colours from a value (or percent of the range) on; the first step's value is null. */
  thresholds?: { mode: 'absolute' | 'percentage'; steps: Array<{ value: number | null; color: string }> };
  links?: Array<Record<string, unknown>>;
  custom?: Record<string, unknown>;
}

/**
 * One column. `number` is float64, `integer` int64 (safe integers), `time` epoch milliseconds, `json` any value;
 * null is allowed in every type and makes the field nullable.
 */
export interface Field {
  name: string;
  type: FieldType;
  values: ReadonlyArray<string | number | boolean | null | object>;
  labels?: Record<string, string>;
  config?: FieldConfig;
}

export interface Notice {
  severity: 'info' | 'warning' | 'error';
  text: string;
}

export interface FrameStat {
  displayName: string;
  value: number;
  unit?: string;
}

/** Grafana's FrameMeta keys that the plugin uses. */
export interface FrameMeta {
  type?:
    | 'timeseries-multi'
    | 'timeseries-wide'
    | 'timeseries-long'
    | 'numeric-multi'
    | 'numeric-wide'
    | 'numeric-long'
    | 'table';
  typeVersion?: [number, number];
  custom?: Record<string, unknown>;
  stats?: FrameStat[];
  notices?: Notice[];
  preferredVisualisationType?: 'nodeGraph' | 'table' | 'graph';
  executedQueryString?: string;
}

export interface Frame {
  name: string;
  refId?: string;
  meta?: FrameMeta;
  fields: Field[];
}
