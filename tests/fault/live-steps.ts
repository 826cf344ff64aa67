/** A cluster whose every minute is known: a new pod each, which lives for some; for processes that are killed and what they leave. */
import type { HistoryLedger } from '../../backend/history/ledger';
import type { PodSighting } from '../../backend/history/sighting';

/** Minutes that each pod lives. */
const life = 6;
/** Over midnight, so that who lives is carried into a new day. */
const begin = Date.UTC(2026, 2, 10, 23, 30);

/** Epoch milliseconds. */
export function momentOf(step: number): number {
  return begin + step * 60_000;
}

/** A complete list of the pods that live at that minute. */
export function listedAt(ledger: HistoryLedger, step: number): void {
  const at = momentOf(step);
  for (let pod = Math.max(0, step - life + 1); pod <= step; pod += 1) {
    ledger.podSeen(sightingOf(pod), { at, exact: true });
  }
  ledger.observations.listed('pods', at / 1000);
  ledger.observations.watched('pods', (at - 60_000) / 1000, at / 1000);
}

/** `uid started ended` of every pod, once all steps to that one are stored; of those that live, without an end. */
export function holdingsAfter(step: number): string[] {
  return Array.from({ length: step + 1 }, (_, pod) => {
    const ended = pod + life <= step ? momentOf(pod + life) / 1000 : '';
    return `u${pod} ${momentOf(pod) / 1000} ${ended}`;
  }).sort();
}

function sightingOf(pod: number): PodSighting {
  return {
    uid: `u${pod}`,
    namespace: 'shop',
    pod: `pod-${pod}`,
    workload: 'web',
    workloadKind: 'Deployment',
    node: 'n1',
    labels: '{"app":"web"}',
    hostNetwork: false,
    addresses: [`10.0.${pod >> 8}.${pod & 255}`],
    hostAddresses: [],
    readyAt: null,
    startTime: momentOf(pod) / 1000,
    terminal: false,
    containersEndedAt: null,
    deletionTimestamp: null,
  };
}
