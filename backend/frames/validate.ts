/** Refuses frames that Grafana could not decode: one such frame would spoil every query of the same request. */
import { ZoneFlowError } from '../errors';
import type { Field, FieldConfig, Frame, FrameMeta } from './frame';

/** @throws ZoneFlowError `internal` that names the frame, the field and what is wrong with it. */
export function checkFrame(frame: Frame): void {
  const rows = frame.fields[0]?.values.length ?? 0;
  const seen = new Set<string>();
  for (const field of frame.fields) {
    if (field.values.length !== rows) {
      throw bad(frame, `field "${field.name}" has ${field.values.length} values, the first field ${rows}`);
    }
    const identity = JSON.stringify([field.name, Object.entries(field.labels ?? {}).sort()]);
    if (seen.has(identity)) {
      throw bad(frame, `two fields are named "${field.name}" with the same labels`);
    }
    seen.add(identity);
    checkLabels(frame, field);
    if (field.config !== undefined) {
      checkConfig(frame, field.name, field.config);
    }
  }
  if (frame.meta !== undefined) {
    checkMeta(frame, frame.meta);
  }
}

function checkLabels(frame: Frame, field: Field): void {
  for (const [key, value] of Object.entries(field.labels ?? {})) {
    if (typeof value !== 'string') {
      throw bad(frame, `label "${key}" of field "${field.name}" is not text`);
    }
  }
}

/** The host reads config into typed structures: `decimals` is an unsigned 16-bit integer, the bounds are floats. */
function checkConfig(frame: Frame, name: string, config: FieldConfig): void {
  const { decimals, min, max, interval } = config;
  if (decimals !== undefined && (!Number.isInteger(decimals) || decimals < 0 || decimals > 0xffff)) {
    throw bad(frame, `decimals of field "${name}" is ${decimals}`);
  }
  for (const [member, value] of Object.entries({ min, max, interval })) {
    if (value !== undefined && !Number.isFinite(value)) {
      throw bad(frame, `${member} of field "${name}" is ${value}`);
    }
  }
}

const severities: readonly string[] = ['info', 'warning', 'error'];

function checkMeta(frame: Frame, meta: FrameMeta): void {
  for (const notice of meta.notices ?? []) {
    if (!severities.includes(notice.severity)) {
      throw bad(frame, `a notice has the severity "${notice.severity}"`);
    }
  }
  for (const stat of meta.stats ?? []) {
    if (!Number.isFinite(stat.value)) {
      throw bad(frame, `the statistic "${stat.displayName}" is ${stat.value}`);
    }
  }
}

function bad(frame: Frame, what: string): ZoneFlowError {
  return new ZoneFlowError('internal', `Frame "${frame.name}" cannot be sent: ${what}`);
}
