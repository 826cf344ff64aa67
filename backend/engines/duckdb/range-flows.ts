/** The flow logs of one range: which objects are read, and which of its hours a rollup answers instead. */
import { scanTooLarge, ZoneFlowError } from '../../errors';
import { chooseObjects, type ObjectChoice, type ReadObject } from '../../flows/choose-objects';
import { flowFieldNames, type FlowField } from '../../flows/fields';
import { listFlowObjects, newestFlowObjects, type FlowObject, type ObjectListing } from '../../flows/list-objects';
import { createHoldsTest } from '../../flows/may-hold';
import type { Notice } from '../../frames/frame';
import { isoTime } from '../../history/reach';
import { evidenceTime, hoursAround, without } from '../../rollup/hours';
import { Visit, type Place, type PlacedFile } from '../../storage/place';
import type { HourProof, ResultColumns, RolledPart, RollupWish, TimeRange } from '../engine';
import type { Session } from './database';
import type { ObjectInspector } from './object-inspector';
import { inspectHere } from './objects-here';
import { agreeOnFields, parquetFiles, rollupOfRange, type RollupOfRange } from './rollup-of-range';

export interface FlowParts {
  inspector: ObjectInspector;
  flows: Place;
  /** Where rolled up hours lie, if anywhere. */
  rollup: Place | null;
}

export interface FlowsWanted {
  strict: boolean;
  /** Most bytes of flow logs that are fetched from a bucket. */
  maxScanBytes: number | null;
  rollup?: RollupWish | undefined;
}

export class RangeFlows {
  fields: ReadonlySet<FlowField> = new Set(flowFieldNames);
  partialFields: ReadonlySet<FlowField> = new Set();
  read: ReadObject[] = [];
  rolled: RolledPart | undefined;
  proofs: HourProof[] = [];
  /** A statement was made: what the rollup answers must not change any more. */
  settled = false;
  private readonly parts: FlowParts;
  private readonly range: TimeRange;
  private readonly want: FlowsWanted;
  private readonly visit: Visit;
  private readonly rollupVisit: Visit | null;
  private ofRollup: RollupOfRange | null = null;
  /** Those of the range that the rollup answers, too. */
  private listed: readonly FlowObject[] = [];

  constructor(parts: FlowParts, range: TimeRange, want: FlowsWanted) {
    this.parts = parts;
    this.range = range;
    this.want = want;
    this.visit = new Visit(parts.flows);
    this.rollupVisit = parts.rollup === null || want.rollup === undefined ? null : new Visit(parts.rollup);
  }

  /** Whether `choose` asks a rollup, for which the views of history must be there. */
  get asksRollup(): boolean {
    return this.rollupVisit !== null;
  }

  /** Epoch seconds in the name of the newest object, read or answered by the rollup. */
  get newest(): number | null {
    const objects = [...this.listed, ...this.read.map(({ object }) => object)];
    return objects.reduce<number | null>(
      (newest, { time }) => (time !== null && time > (newest ?? -Infinity) ? time : newest),
      null
    );
  }

  get rollupFiles(): PlacedFile[] {
    return this.rolled === undefined || this.ofRollup === null
      ? []
      : [...this.ofRollup.exchanges, ...this.ofRollup.evidence];
  }

  /** The SELECTs behind the rollup's relations, by name; none without a part that it answers. */
  rollupViews(): Record<string, string> {
    if (this.rolled === undefined || this.ofRollup === null) {
      return {};
    }
    const view = (files: PlacedFile[]): string => `SELECT * FROM ${parquetFiles(files.map(({ path }) => path))}`;
    return { rollup_exchanges: view(this.ofRollup.exchanges), rollup_evidence: view(this.ofRollup.evidence) };
  }

  /** Lists and inspects. The objects are known to the instance before anything can fail on them. */
  async choose(session: Session, signal: AbortSignal, hasInventory = false): Promise<ObjectChoice> {
    const { rollup: wish } = this.want;
    if (wish === undefined || this.rollupVisit === null) {
      return this.inspect(await listFlowObjects(this.parts.flows, this.range, signal), session, signal);
    }
    const listing = await listFlowObjects(this.parts.flows, hoursAround(this.range), signal);
    const mayHold = createHoldsTest();
    this.listed = listing.objects.filter((object) => mayHold(object, this.range));
    const ask = async (sql: string): Promise<ResultColumns> => (await session.select(sql, signal)).result;
    const attribution = await wish.attribution(ask, hasInventory);
    const attributed = { range: this.range, objects: listing.objects, attribution };
    const found = await rollupOfRange(this.rollupVisit, attributed, { session, signal });
    this.ofRollup = found;
    this.proofs = found.proofs;
    const { part, fields } = found;
    if (part !== null && wish.use && fields !== 'mixed') {
      const read = [...part.records, ...without(evidenceTime(this.range), part.evidence)];
      const objects = this.listed.filter((object) => read.some((range) => mayHold(object, range)));
      const choice = await this.inspect({ ...listing, objects }, session, signal);
      if (choice.read.length === 0 && fields !== null) {
        this.fields = new Set(flowFieldNames.filter((field) => fields.all.includes(field)));
        this.partialFields = new Set(flowFieldNames.filter((field) => fields.partial.includes(field)));
      }
      if (choice.read.length === 0 || agreeOnFields(fields, choice)) {
        this.rollWith(part);
        return choice;
      }
    }
    this.rollWith(undefined);
    return this.inspect({ ...listing, objects: [...this.listed] }, session, signal);
  }

  async end(): Promise<void> {
    await Promise.all([this.visit.end(), this.rollupVisit?.end()]);
  }

  /** A statement is made for one part of the range: it must not be run over another. */
  private rollWith(part: RolledPart | undefined): void {
    if (this.settled && JSON.stringify(part) !== JSON.stringify(this.rolled)) {
      throw new ZoneFlowError('engine_failed', 'The rollup changed while the question ran', { remedy: 'Ask again.' });
    }
    this.rolled = part;
  }

  private async inspect(
    { objects, outside }: ObjectListing,
    session: Session,
    signal: AbortSignal
  ): Promise<ObjectChoice> {
    this.refuseFetching(objects);
    const inspected = await inspectHere(this.parts.inspector, this.visit, objects, { session, signal });
    const choice = chooseObjects(inspected, this.want.strict);
    this.read = choice.read;
    this.fields = choice.fields;
    this.partialFields = choice.partialFields;
    if (outside.length > 0) {
      const text = `${outside.length === 1 ? 'A link leads' : `${outside.length} links lead`} out of the flow location and ${outside.length === 1 ? 'is' : 'are'} not followed: ${outside[0] ?? ''}.`;
      choice.notices.push({ severity: 'warning', text });
    }
    if (objects.length === 0 && this.listed.length === 0) {
      choice.notices.push(await this.nothingInRange(signal));
    }
    return choice;
  }

  /** A limit on what is read is one on what is fetched, and holds before it is. */
  private refuseFetching(objects: readonly FlowObject[]): void {
    const { maxScanBytes } = this.want;
    const bytes = objects.reduce((sum, { size }) => sum + size, 0);
    if (this.parts.flows.remote && maxScanBytes !== null && bytes > maxScanBytes) {
      throw scanTooLarge(bytes, maxScanBytes);
    }
  }

  private async nothingInRange(signal: AbortSignal): Promise<Notice> {
    const { flows } = this.parts;
    const { objects } = await newestFlowObjects(flows, signal);
    if (objects.length === 0) {
      throw new ZoneFlowError('no_flow_logs', `There are no flow logs in ${flows.location}`);
    }
    const times = objects.flatMap(({ time }) => (time === null ? [] : [time]));
    const newest = times.length === 0 ? '' : `; the newest is of ${isoTime(Math.max(...times))}`;
    return { severity: 'warning', text: `There are no flow-log objects of this range${newest}.` };
  }
}
