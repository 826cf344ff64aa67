/** When the cluster was looked at: complete lists, which end what they lack, and stretches of watch events. */
import { firstAfter } from './bounds';
import type { ObservationRow, Resource } from './row';

export class Observations {
  /** Complete lists by resource and namespace (empty for all), as sets of epoch seconds. */
  private readonly lists = new Map<string, Set<number>>();
  private readonly stretches: Record<Resource, Stretch[]> = { pods: [], nodes: [] };
  private sorted: Map<string, number[]> | null = null;

  /** A list of everything there is, or of everything in one namespace. */
  listed(resource: Resource, at: number, namespace = ''): void {
    const key = listKey(resource, namespace);
    const times = this.lists.get(key);
    if (times) {
      times.add(at);
    } else {
      this.lists.set(key, new Set([at]));
    }
    this.sorted = null;
  }

  watched(resource: Resource, from: number, to: number): void {
    const last = this.stretches[resource].at(-1);
    if (last && from >= last.from && from <= last.to) {
      last.to = Math.max(last.to, to); // a watch that goes on is noted again and again
    } else {
      this.stretches[resource].push({ from, to });
    }
  }

  /** The first complete list after that second that covers the namespace; null if there is none. */
  firstListAfter(resource: Resource, second: number, namespace = ''): number | null {
    this.sorted ??= new Map([...this.lists].map(([key, times]) => [key, [...times].sort((a, b) => a - b)]));
    const ofAll = firstAfter(this.sorted.get(listKey(resource, '')) ?? [], second);
    const ofNamespace = namespace === '' ? [] : (this.sorted.get(listKey(resource, namespace)) ?? []);
    const own = firstAfter(ofNamespace, second);
    return ofAll === null || own === null ? (ofAll ?? own) : Math.min(ofAll, own);
  }

  restore(row: ObservationRow): void {
    if (row.complete) {
      this.listed(row.resource, row.from, row.namespace);
    } else {
      this.watched(row.resource, row.from, row.to);
    }
  }

  /** Takes everything out, as `rows`. */
  take(cluster: string): ObservationRow[] {
    const rows = this.rows(cluster);
    this.lists.clear();
    this.stretches.pods = [];
    this.stretches.nodes = [];
    this.sorted = null;
    return rows;
  }

  get hasLists(): boolean {
    return this.lists.size > 0;
  }

  /** Sorted, with overlapping stretches joined: the same for any order in which they came. */
  rows(cluster: string): ObservationRow[] {
    const rows: ObservationRow[] = [];
    for (const [key, times] of this.lists) {
      const { resource, namespace } = listOf(key);
      times.forEach((at) => rows.push({ cluster, resource, from: at, to: at, complete: true, namespace }));
    }
    for (const resource of ['pods', 'nodes'] as const) {
      for (const { from, to } of joined(this.stretches[resource])) {
        rows.push({ cluster, resource, from, to, complete: false, namespace: '' });
      }
    }
    return rows;
  }
}

interface Stretch {
  from: number;
  to: number;
}

function joined(stretches: Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = result.at(-1);
    if (last && stretch.from <= last.to) {
      last.to = Math.max(last.to, stretch.to);
    } else {
      result.push({ ...stretch });
    }
  }
  return result;
}

// A namespace is a DNS label: it holds no slash.
function listKey(resource: Resource, namespace: string): string {
  return `${resource}/${namespace}`;
}

function listOf(key: string): { resource: Resource; namespace: string } {
  const slash = key.indexOf('/');
  return { resource: key.slice(0, slash) === 'nodes' ? 'nodes' : 'pods', namespace: key.slice(slash + 1) };
}
