/** Follows the lists and watch stretches of one stream: when a list is complete, what it covers, where a watch broke. */
import type { Observations } from '../history/observations';
import type { Resource } from '../history/row';

export interface ListPart {
  /** Epoch milliseconds. */
  at: number;
  resources: Resource[];
  /** More parts of the list follow (metadata.continue). */
  continued: boolean;
  /** The namespaces of its pods where it may cover only one; null if it surely covers all. */
  namespaces: Set<string> | null;
}

export class ListParts {
  readonly warnings: string[] = [];
  private readonly observations: Observations;
  private readonly open = new Map<Resource, { at: number; namespaces: Set<string> | null }>();
  private readonly stretches = new Map<Resource, { from: number; to: number }>();
  private readonly oneNamespace = new Set<string>();
  private empty = 0;
  private unfinishedLists = 0;

  constructor(observations: Observations) {
    this.observations = observations;
  }

  get unfinished(): boolean {
    return this.open.size > 0;
  }

  /** A list holds for the moment of its first part: the API server answers all parts from that one state. */
  listed(part: ListPart): void {
    for (const resource of part.resources) {
      const before = this.open.get(resource);
      const at = before?.at ?? part.at;
      const namespaces = union(before?.namespaces ?? null, part.namespaces);
      this.glimpsed(resource, at);
      if (part.continued) {
        this.open.set(resource, { at, namespaces });
      } else {
        this.open.delete(resource);
        this.complete(resource, at, namespaces);
      }
    }
    this.empty += part.resources.length === 0 ? 1 : 0;
  }

  emptyWithoutTime(): void {
    this.empty++;
  }

  /** Objects seen outside of a list or an unbroken watch. */
  glimpsed(resource: Resource, at: number): void {
    this.endStretch(resource);
    this.stretches.set(resource, { from: at, to: at });
  }

  watched(resource: Resource, at: number): void {
    const stretch = this.stretches.get(resource);
    if (stretch) {
      stretch.from = Math.min(stretch.from, at);
      stretch.to = Math.max(stretch.to, at);
    } else {
      this.stretches.set(resource, { from: at, to: at });
    }
  }

  /** Bookmarks do not always say of which resource they are; they prolong what is being watched. */
  bookmarked(at: number): void {
    this.stretches.forEach((_, resource) => this.watched(resource, at));
  }

  broken(): void {
    this.abandon();
    [...this.stretches.keys()].forEach((resource) => this.endStretch(resource));
  }

  finish(): void {
    this.broken();
    for (const namespace of this.oneNamespace) {
      this.warnings.push(
        `lists pods of namespace ${namespace} alone; taken as complete for that namespace only (use kubectl get -A).`
      );
    }
    if (this.empty > 0) {
      this.warnings.push(`has ${this.empty} empty lists that do not say of what; left out.`);
    }
    if (this.unfinishedLists > 0) {
      this.warnings.push(
        `has ${this.unfinishedLists} lists whose last part is missing; their objects count as seen, what they lack does not count as gone.`
      );
    }
  }

  private complete(resource: Resource, at: number, namespaces: Set<string> | null): void {
    const second = Math.floor(at / 1000);
    if (namespaces === null || resource === 'nodes') {
      this.observations.listed(resource, second);
      return;
    }
    const [first, ...others] = namespaces;
    if (first === undefined) {
      this.empty++;
    } else if (others.length > 0) {
      this.observations.listed(resource, second);
    } else {
      this.oneNamespace.add(first);
      this.observations.listed(resource, second, first);
    }
  }

  private abandon(): void {
    this.unfinishedLists += this.open.size;
    this.open.clear();
  }

  private endStretch(resource: Resource): void {
    const stretch = this.stretches.get(resource);
    if (stretch) {
      this.observations.watched(resource, Math.floor(stretch.from / 1000), Math.floor(stretch.to / 1000));
      this.stretches.delete(resource);
    }
  }
}

function union(a: Set<string> | null, b: Set<string> | null): Set<string> | null {
  return a === null || b === null ? (a ?? b) : new Set([...a, ...b]);
}
