/** Runs what happens in the cluster in the order of time; equal times keep the order in which they were planned. */

export interface Timeline {
  /** Plans an action at a time (epoch seconds); a time in the past runs at once after what is running. */
  at(time: number, action: (now: number) => void): void;
  /** Runs every action planned before `end`, those included that actions plan. */
  runUntil(end: number): void;
}

interface Planned {
  time: number;
  order: number;
  action: (now: number) => void;
}

export function createTimeline(): Timeline {
  const heap: Planned[] = [];
  let planned = 0;
  return {
    at: (time, action) => push(heap, { time, order: planned++, action }),
    runUntil: (end) => {
      for (let next = heap[0]; next !== undefined && next.time < end; next = heap[0]) {
        popFirst(heap);
        next.action(next.time);
      }
    },
  };
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

function push(heap: Planned[], item: Planned): void {
  let index = heap.push(item) - 1;
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (parent === undefined || !isBefore(item, parent)) {
      break;
    }
    heap[index] = parent;
    heap[parentIndex] = item;
    index = parentIndex;
  }
}

function popFirst(heap: Planned[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) {
    return;
  }
  let index = 0;
  heap[0] = last;
  for (;;) {
    const left = heap[index * 2 + 1];
    const right = heap[index * 2 + 2];
    const useRight = left !== undefined && right !== undefined && isBefore(right, left);
    const child = useRight ? right : left;
    if (child === undefined || !isBefore(child, last)) {
      return;
    }
    heap[index] = child;
    index = index * 2 + (useRight ? 2 : 1);
    heap[index] = last;
  }
}
