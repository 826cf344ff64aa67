/** Objects with resourceVersions and what happened to them: what stands behind an API server. */
import { recordIn, textIn, type JsonRecord } from '../../backend/kubernetes/json-record';

export type Resource = 'pods' | 'nodes';
export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface Change {
  version: number;
  resource: Resource;
  type: ChangeType;
  /** With its resourceVersion, as JSON. */
  json: string;
}

export interface ListPage {
  version: number;
  items: string[];
  /** Empty on the last page. */
  continued: string;
  remaining: number;
}

/** Thrown for a continue token or version that is too old. */
export class Gone extends Error {}

export class ObjectStore {
  private version = 1000;
  private compactedTo = 0;
  private readonly objects: Record<Resource, Map<string, string>> = { pods: new Map(), nodes: new Map() };
  private changes: Change[] = [];
  /** Lists that have pages left, each as it was at its first page. */
  private readonly snapshots = new Map<string, { version: number; items: string[] }>();
  private readonly listeners = new Set<(change: Change) => void>();

  get resourceVersion(): number {
    return this.version;
  }

  apply(type: ChangeType, resource: Resource, object: JsonRecord): void {
    const version = ++this.version;
    const metadata = { ...recordIn(object, 'metadata'), resourceVersion: String(version) };
    const json = JSON.stringify({ ...object, metadata });
    const key = `${textIn(metadata, 'namespace')}/${textIn(metadata, 'name')}`;
    if (type === 'DELETED') {
      this.objects[resource].delete(key);
    } else {
      this.objects[resource].set(key, json);
    }
    const change = { version, resource, type, json };
    this.changes.push(change);
    this.listeners.forEach((listener) => listener(change));
  }

  list(resource: Resource, limit: number, token: string): ListPage {
    const [id = '', from = '0'] =
      token === '' ? [`${resource}-${this.version}-${this.snapshots.size}`] : token.split('@');
    const known = this.snapshots.get(id);
    if (token !== '' && known === undefined) {
      throw new Gone('The provided continue parameter is too old');
    }
    const snapshot = known ?? { version: this.version, items: this.sorted(resource) };
    const start = Number(from);
    const end = limit > 0 ? start + limit : snapshot.items.length;
    const remaining = Math.max(0, snapshot.items.length - end);
    if (remaining > 0) {
      this.snapshots.set(id, snapshot);
    }
    const continued = remaining > 0 ? `${id}@${end}` : '';
    return { version: snapshot.version, items: snapshot.items.slice(start, end), continued, remaining };
  }

  /** What came after a version, in order; then `listener` is told. @returns ends that */
  watch(resource: Resource, after: number, listener: (change: Change) => void): () => void {
    if (after < this.compactedTo) {
      throw new Gone(`too old resource version: ${after} (${this.compactedTo})`);
    }
    const filtered = (change: Change): void => {
      if (change.resource === resource) {
        listener(change);
      }
    };
    this.changes.filter((change) => change.version > after).forEach(filtered);
    this.listeners.add(filtered);
    return () => void this.listeners.delete(filtered);
  }

  /** Forgets what happened so far, as etcd does after minutes. */
  compact(): void {
    this.changes = [];
    this.compactedTo = ++this.version;
  }

  /** Ends all lists that have pages left. */
  expireLists(): void {
    this.snapshots.clear();
  }

  private sorted(resource: Resource): string[] {
    return [...this.objects[resource]].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, json]) => json);
  }
}
