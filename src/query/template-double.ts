/**
 * A small template engine for tests: knows `$name`, `${name}` and Grafana's format function and `regex` format. A variable
 * given as `{ all }` stands on All with that custom value, which Grafana fills in without asking the format function.
 */
import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

export function templatesWith(variables: Record<string, string | string[] | { all: string }>): TemplateSrv {
  return {
    getVariables: () => Object.keys(variables).map((name) => ({ name }) as TypedVariableModel),
    containsTemplate: (text) => /\$\{?\w+/.test(text ?? ''),
    updateTimeRange: () => undefined,
    replace: (text = '', scopedVars: ScopedVars = {}, format) =>
      text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
        const name = braced ?? plain ?? '';
        const value: unknown = scopedVars[name]?.value ?? variables[name];
        if (value === undefined) {
          return whole;
        }
        if (typeof value === 'object' && value !== null && 'all' in value) {
          return String(value.all);
        }
        if (typeof format === 'function') {
          return String(format(value));
        }
        return Array.isArray(value) ? `(${value.join('|')})` : String(value);
      }),
  };
}
