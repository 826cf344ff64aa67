/** The setup report of a saved data source, asked for when somebody wants it. */
import { getBackendSrv } from '@grafana/runtime';
import { useEffect, useRef, useState } from 'react';
import { setupReportSchema, type SetupReport } from '../../shared/setup-report';

export type SetupState =
  { kind: 'idle' } | { kind: 'asking' } | { kind: 'known'; report: SetupReport } | { kind: 'failed'; error: unknown };

export function useSetupReport(datasourceUid: string): { state: SetupState; check: () => void } {
  const [state, setState] = useState<SetupState>({ kind: 'idle' });
  /** An answer that comes after a newer question, or after the editor was left, is nobody's. */
  const asked = useRef(0);
  useEffect(() => () => void (asked.current = -1), []);
  const check = (): void => {
    const mine = ++asked.current;
    setState({ kind: 'asking' });
    void ask(datasourceUid).then((answer) => {
      if (asked.current === mine) {
        setState(answer);
      }
    });
  };
  return { state, check };
}

async function ask(datasourceUid: string): Promise<SetupState> {
  try {
    const answer: unknown = await getBackendSrv().get(
      `/api/datasources/uid/${datasourceUid}/resources/doctor`,
      undefined,
      undefined,
      { showErrorAlert: false }
    );
    return { kind: 'known', report: setupReportSchema.parse(answer) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
