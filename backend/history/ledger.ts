/** Everything known of one cluster: fed by sightings and stored rows, read as rows. Pure; no order of feeding matters. */
import { earliest } from './bounds';
import { derivedNodeRow, nodeRows, podRows } from './intervals';
import { NodeLedger } from './node-ledger';
import { Observations } from './observations';
import { PodLedger } from './pod-ledger';
import type { NodeRow, ObservationRow, PodRow } from './row';
import type { Moment, PodSighting } from './sighting';
import { Succession } from './succession';

export class HistoryLedger {
  readonly pods: PodLedger;
  readonly nodes: NodeLedger;
  readonly observations = new Observations();
  readonly cluster: string;

  /** @param tracksChanges whether pods and nodes of which more becomes known are noted for the next write */
  constructor(cluster: string, { tracksChanges = false } = {}) {
    this.cluster = cluster;
    this.pods = new PodLedger(tracksChanges);
    this.nodes = new NodeLedger(tracksChanges);
  }

  /** hostNetwork pods are their node (design.md §4 rule 4): of them only the node's address is kept. */
  podSeen(sighting: PodSighting, moment: Moment): void {
    this.nodes.seenByPod(sighting, moment);
    if (!sighting.hostNetwork) {
      this.pods.seen(sighting, moment);
    }
  }

  podDeleted(sighting: PodSighting, moment: Moment): void {
    this.nodes.seenByPod(sighting, moment);
    if (!sighting.hostNetwork) {
      this.pods.deleted(sighting, moment);
    }
  }

  /** Who followed whom at each address, as far as is known now: made once for both kinds of rows. */
  succession(): Succession {
    return new Succession(this.holders());
  }

  *podRows(succession = this.succession()): Generator<PodRow> {
    for (const row of this.podsAlone()) {
      yield succession.closed(row);
    }
  }

  *nodeRows(succession = this.succession()): Generator<NodeRow> {
    for (const row of this.nodesAlone()) {
      yield succession.closed(row);
    }
  }

  private *holders(): Generator<PodRow | NodeRow> {
    yield* this.podsAlone();
    yield* this.nodesAlone();
  }

  private *podsAlone(): Generator<PodRow> {
    for (const pod of this.pods.facts()) {
      yield* podRows(this.cluster, pod, this.observations);
    }
  }

  private *nodesAlone(): Generator<NodeRow> {
    for (const node of this.nodes.facts()) {
      yield* nodeRows(this.cluster, node, this.observations);
    }
    for (const facts of this.nodes.derivedFacts()) {
      yield derivedNodeRow(this.cluster, facts, this.observations);
    }
  }

  /**
   * Ends what complete lists lacked, for good: lists of this ledger show all it knows, while in the store the last sight of
   * who lives on unchanged may be older than a list.
   */
  endAbsent(): void {
    const { pods, nodes, observations } = this;
    if (!observations.hasLists) {
      return;
    }
    for (const pod of pods.facts()) {
      const listed = pod.deletedAt === null ? observations.firstListAfter('pods', pod.lastSeen, pod.namespace) : null;
      if (listed !== null) {
        pods.goneBy(pod, listed);
      }
    }
    for (const node of nodes.facts()) {
      const listed = node.deletedAt === null ? observations.firstListAfter('nodes', node.lastSeen) : null;
      if (listed !== null) {
        nodes.goneBy(node, listed);
      }
    }
    for (const node of nodes.derivedFacts()) {
      const listed = earliest(
        observations.firstListAfter('nodes', node.lastSeen),
        observations.firstListAfter('pods', node.lastSeen)
      );
      if (listed !== null) {
        nodes.goneBy(node, listed);
      }
    }
  }

  observationRows(): ObservationRow[] {
    return this.observations.rows(this.cluster);
  }
}
