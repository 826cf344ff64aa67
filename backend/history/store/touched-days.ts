/** Rows with the days they belong to, and which days have at least one. */
import type { DayWindow } from '../days';
import type { Placed } from '../pending';

/** Begins and ends are counted a day, so that a row costs the same however long it is. */
export class TouchedDays {
  private readonly window: DayWindow;
  private readonly change: Int32Array;

  constructor(window: DayWindow) {
    this.window = window;
    this.change = new Int32Array(window.last - window.first + 2);
  }

  *noting<Row>(rows: Iterable<Placed<Row>>): Generator<Placed<Row>> {
    for (const placedRow of rows) {
      this.add(placedRow.days.first, 1);
      this.add(placedRow.days.last + 1, -1);
      yield placedRow;
    }
  }

  /** Sorted. */
  days(): number[] {
    const days: number[] = [];
    let alive = 0;
    this.change.forEach((difference, index) => {
      alive += difference;
      if (alive > 0) {
        days.push(this.window.first + index);
      }
    });
    return days;
  }

  private add(day: number, difference: number): void {
    const index = day - this.window.first;
    this.change[index] = (this.change[index] ?? 0) + difference;
  }
}
