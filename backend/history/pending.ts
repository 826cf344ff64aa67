/** What of a ledger is not yet stored, and in which days it belongs: for who writes again and again as things change. Pure. */
import { daysBetween, daysOf, mostDaysBefore, type DayWindow } from './days';
import { derivedNodeRow, nodeRows, podRows } from './intervals';
import type { HistoryLedger } from './ledger';
import type { DerivedNodeFacts, NodeFacts } from './node-ledger';
import type { PodFacts } from './pod-ledger';
import type { NodeRow, ObservationRow, PodRow } from './row';

export interface Placed<Row> {
  row: Row;
  days: DayWindow;
}

export interface Batch {
  pods: Placed<PodRow>[];
  nodes: Placed<NodeRow>[];
  observations: Placed<ObservationRow>[];
}

export type Facts = PodFacts | NodeFacts | DerivedNodeFacts;

const millisecondsPerDay = 86_400_000;

export class PendingRows {
  private readonly ledger: HistoryLedger;
  /** The last day in which each is stored: all days of its life up to there hold a row of it. */
  private readonly storedThrough = new WeakMap<Facts, number>();
  /** Day into which all who live have been carried. */
  private carriedInto = -Infinity;
  private readonly taken = new Map<Batch, Taken>();

  /** @param ledger one that tracks changes */
  constructor(ledger: HistoryLedger) {
    this.ledger = ledger;
  }

  /** All that the ledger holds was read back; of each, the last day (since the epoch) in which it is stored. */
  restored(days: ReadonlyMap<Facts, number>): void {
    days.forEach((day, facts) => this.storedThrough.set(facts, day));
    this.ledger.pods.changed.clear();
    this.ledger.nodes.changed.clear();
  }

  /**
   * Takes what became known since the last time, and with the first one of a UTC day all who live, for each day's folder
   * must do for its day. To be settled by `stored` or `failed`.
   * @param now epoch milliseconds
   */
  take(now: number): Batch {
    const { cluster, pods, nodes, observations } = this.ledger;
    const today = Math.floor(now / millisecondsPerDay);
    this.ledger.endAbsent();
    if (today > this.carriedInto) {
      this.carry(today);
    }
    const taken: Taken = { pods: [...pods.changed], nodes: [...nodes.changed], through: new Map() };
    const shown = new Set(nodes.derivedFacts());
    const batch: Batch = { pods: [], nodes: [], observations: [] };
    for (const pod of taken.pods) {
      const open = pod.deletedAt === null;
      batch.pods.push(
        ...podRows(cluster, pod, observations).map((row) => this.placed(row, { of: pod, open, today, taken }))
      );
    }
    for (const node of taken.nodes) {
      const isReal = 'uid' in node;
      const rows = isReal
        ? nodeRows(cluster, node, observations)
        : shown.has(node)
          ? [derivedNodeRow(cluster, node, observations)]
          : [];
      const open = isReal ? node.deletedAt === null : node.goneAt === null;
      batch.nodes.push(...rows.map((row) => this.placed(row, { of: node, open, today, taken })));
    }
    // A stored list would end whoever's last sight is stored from before it; what these ended says so itself.
    batch.observations = observations
      .take(cluster)
      .map((row) => ({ row: { ...row, complete: false }, days: daysBetween(row.from, row.to) }));
    pods.changed.clear();
    nodes.changed.clear();
    this.taken.set(batch, taken);
    return batch;
  }

  stored(batch: Batch): void {
    this.settled(batch).through.forEach((day, facts) => this.storedThrough.set(facts, day));
  }

  /** All of it is pending again. */
  failed(batch: Batch): void {
    const { pods, nodes } = this.settled(batch);
    pods.forEach((pod) => this.ledger.pods.changed.add(pod));
    nodes.forEach((node) => this.ledger.nodes.changed.add(node));
    batch.observations.forEach(({ row }) => this.ledger.observations.restore(row));
  }

  /** Lets go of pods and nodes that ended before that second and are stored. */
  forget(before: number): void {
    const { pods, nodes } = this.ledger;
    for (const pod of pods.facts()) {
      if (pod.deletedAt !== null && pod.deletedAt < before && !pods.changed.has(pod) && this.isSettled(pod)) {
        pods.forget(pod);
      }
    }
    for (const node of [...nodes.facts(), ...nodes.derivedFacts()]) {
      const end = 'uid' in node ? node.deletedAt : node.goneAt;
      if (end !== null && end < before && !nodes.changed.has(node) && this.isSettled(node)) {
        nodes.forget(node);
      }
    }
  }

  private isSettled(facts: Facts): boolean {
    return this.storedThrough.has(facts) && ![...this.taken.values()].some(({ through }) => through.has(facts));
  }

  private carry(today: number): void {
    const { pods, nodes } = this.ledger;
    this.carriedInto = today;
    const isBehind = (facts: Facts): boolean => (this.storedThrough.get(facts) ?? -Infinity) < today;
    for (const pod of pods.facts()) {
      if (pod.deletedAt === null && isBehind(pod)) {
        pods.changed.add(pod);
      }
    }
    for (const node of [...nodes.facts(), ...nodes.derivedFacts()]) {
      if (('uid' in node ? node.deletedAt : node.goneAt) === null && isBehind(node)) {
        nodes.changed.add(node);
      }
    }
  }

  /**
   * From the last stored day or the end, whichever is earlier, to whichever is later: a day into which somebody was carried
   * who then proves to have ended before needs to hear of it.
   */
  private placed<Row extends PodRow | NodeRow>(row: Row, { of, open, today, taken }: Placing): Placed<Row> {
    const window = { first: today - mostDaysBefore, last: today };
    const life = daysOf(row, window);
    const last = open ? today : life.last;
    const stored = this.storedThrough.get(of);
    const days =
      stored === undefined
        ? { first: life.first, last }
        : { first: Math.max(life.first, Math.min(stored, last)), last: Math.max(stored, last) };
    taken.through.set(of, Math.max(days.last, taken.through.get(of) ?? days.last));
    return { row, days };
  }

  private settled(batch: Batch): Taken {
    const taken = this.taken.get(batch);
    if (taken === undefined) {
      throw new Error('The batch is settled already');
    }
    this.taken.delete(batch);
    return taken;
  }
}

interface Taken {
  pods: PodFacts[];
  nodes: Array<NodeFacts | DerivedNodeFacts>;
  /** The last day in which each is to be stored. */
  through: Map<Facts, number>;
}

interface Placing {
  of: Facts;
  open: boolean;
  today: number;
  taken: Taken;
}
