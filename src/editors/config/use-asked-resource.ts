/** A resource of a saved data source, asked for when somebody wants it. */
import { getBackendSrv } from '@grafana/runtime';
import { useEffect, useRef, useState } from 'react';

export type Asked<T> =
  { kind: 'idle' } | { kind: 'asking' } | { kind: 'known'; value: T } | { kind: 'failed'; error: unknown };

/** @param parse reads the answer; throws if it is none */
export function useAskedResource<T>(
  datasourceUid: string,
  parse: (answer: unknown) => T
): { state: Asked<T>; ask: (path: string, parameters?: Record<string, string>) => void } {
  const [state, setState] = useState<Asked<T>>({ kind: 'idle' });
  /** An answer that comes after a newer question, or after the editor was left, is nobody's. */
  const asked = useRef(0);
  useEffect(() => () => void (asked.current = -1), []);
  const ask = (path: string, parameters?: Record<string, string>): void => {
    const mine = ++asked.current;
    setState({ kind: 'asking' });
    void answerOf(`/api/datasources/uid/${datasourceUid}/resources/${path}`, parameters, parse).then((answer) => {
      if (asked.current === mine) {
        setState(answer);
      }
    });
  };
  return { state, ask };
}

async function answerOf<T>(
  url: string,
  parameters: Record<string, string> | undefined,
  parse: (answer: unknown) => T
): Promise<Asked<T>> {
  try {
    const answer: unknown = await getBackendSrv().get(url, parameters, undefined, { showErrorAlert: false });
    return { kind: 'known', value: parse(answer) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
