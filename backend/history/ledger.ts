/** Everything known of one cluster: fed by sightings and stored rows, read as rows. Pure; no order of feeding matters. */
import { derivedNodeRow, nodeRows, podRows } from './intervals';
import { NodeLedger } from './node-ledger';
import { Observations } from './observations';
import { PodLedger } from './pod-ledger';
import type { NodeRow, ObservationRow, PodRow } from './row';
import type { Moment, PodSighting } from './sighting';
import { Succession } from './succession';

export class HistoryLedger {
  readonly pods = new PodLedger();
  readonly nodes = new NodeLedger();
  readonly observations = new Observations();
  readonly cluster: string;

  constructor(cluster: string) {
    this.cluster = cluster;
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

  observationRows(): ObservationRow[] {
    return this.observations.rows(this.cluster);
  }
}
