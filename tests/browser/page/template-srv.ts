/** Grafana's template engine at its public surface, with the dashboard variables that the screens offer. */
import type { TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

/** As a dashboard with one variable of two chosen values has it. */
const variables: Record<string, string[]> = { namespace: ['shop', 'media'] };

export function createTemplateSrv(): TemplateSrv {
  return {
    getVariables: () => Object.keys(variables).map((name) => ({ name }) as TypedVariableModel),
    containsTemplate: (text) => /\$\{?\w+/.test(text ?? ''),
    updateTimeRange: () => undefined,
    replace: (text = '', _scopedVars, format) =>
      text.replace(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
        const value = variables[braced ?? plain ?? ''];
        if (value === undefined) {
          return whole;
        }
        // Grafana's own type of a format says no more than that it can be called.
        return typeof format === 'function'
          ? String(Reflect.apply(format, undefined, [value]))
          : `{${value.join(',')}}`;
      }),
  };
}
