/** Who held an address next: what ends an interval of which no end was ever seen (design.md §4 rule 1). Pure. */

interface Interval {
  address: string;
  uid: string;
  started: number;
  ended: number | null;
  followed_at: number | null;
}

export class Succession {
  private readonly owners = new Map<string, Array<{ started: number; uid: string }>>();

  /** @param intervals all that hold addresses: pods and nodes of one cluster, in any order */
  constructor(intervals: Iterable<Interval>) {
    for (const { address, started, uid } of intervals) {
      const owners = this.owners.get(address);
      if (owners === undefined) {
        this.owners.set(address, [{ started, uid }]);
      } else {
        owners.push({ started, uid });
      }
    }
  }

  /**
   * The interval, followed by its address's next owner if no end is known. A known end stays as it is, even past the next
   * start: the overlap is told as ambiguous where intervals are joined. Without this a pod whose DELETED was missed would be
   * stored as alive in every later day, whose folder no longer holds the owner that ended it. It is no end of its own,
   * because a true one may still become known, and rows of before and after are merged by the earlier end.
   */
  closed<Row extends Interval>(row: Row): Row {
    if (row.ended !== null || row.address === '') {
      return row;
    }
    let next: number | null = null;
    for (const { started, uid } of this.owners.get(row.address) ?? []) {
      const isLater = started > row.started || (started === row.started && uid > row.uid);
      if (isLater && (next === null || started < next)) {
        next = started;
      }
    }
    return next === null ? row : { ...row, followed_at: next };
  }
}
