/** Our bytes between zones beside the bill's, day by day, and what explains that they differ. Pure. */
import type { Coverage } from '../../src/shared/coverage';
import type { BillLine } from './read-bill';

/** What flow logs tell of one day. */
export interface FlowDay {
  /** `2026-03-10` */
  day: string;
  /** Bytes between different zones, each byte once. */
  crossZoneBytes: number;
  /** The same by the kinds of the two ends, either way round: `load-balancer – pod`. */
  byKinds: ReadonlyMap<string, number>;
  coverage: Coverage;
}

export interface ComparedDay {
  day: string;
  /** Twice the bytes between zones in GB of 2^30 bytes: out of one zone, and into the other. Null without an answer. */
  flowGigabytes: number | null;
  /** Of the bill's operations InterZone-In and -Out, or all where it tells no operation; null if the day is not in it. */
  billGigabytes: number | null;
  /** Ours by the bill's, null where either is missing or the bill's is 0. */
  ratio: number | null;
  /** Other operations under the same usage type: public addresses, peering, load balancing. */
  otherBillGigabytes: number;
  /** In GB of one direction, twice: traffic with an end inside the network whose zone is not known. */
  unknownZoneGigabytes: number;
}

export interface Comparison {
  days: ComparedDay[];
  /** The same over the days that both have; null if there is none. */
  total: ComparedDay | null;
  /** Sentences, the most telling first. */
  explanations: string[];
}

const bytesPerGb = 2 ** 30;
/** Each byte is billed at both of its ends. */
const ends = 2;

export function compareBill(flowDays: readonly FlowDay[], lines: readonly BillLine[]): Comparison {
  const days = [...new Set([...flowDays.map(({ day }) => day), ...lines.map(({ day }) => day)])].sort();
  const tellsOperation = lines.some(({ operation }) => isInterZone(operation));
  const compared = days.map((day): ComparedDay => {
    const flow = flowDays.find((one) => one.day === day);
    const billed = lines.filter((line) => line.day === day);
    const between = billed.filter(({ operation }) => !tellsOperation || isInterZone(operation));
    return withRatio({
      day,
      flowGigabytes: flow === undefined ? null : chargedGigabytes(flow.crossZoneBytes),
      billGigabytes: billed.length === 0 ? null : sum(between.map(({ gigabytes }) => gigabytes)),
      otherBillGigabytes: sum(billed.filter((line) => !between.includes(line)).map(({ gigabytes }) => gigabytes)),
      unknownZoneGigabytes: flow === undefined ? 0 : chargedGigabytes(unknownInside(flow.coverage)),
    });
  });
  const both = compared.filter(({ flowGigabytes, billGigabytes }) => flowGigabytes !== null && billGigabytes !== null);
  const total = both.length === 0 ? null : totalOf(both);
  return { days: compared, total, explanations: explanationsOf({ compared, total, flowDays, lines, tellsOperation }) };
}

function isInterZone(operation: string): boolean {
  return /^InterZone-(In|Out)$/i.test(operation);
}

function chargedGigabytes(bytes: number): number {
  return (ends * bytes) / bytesPerGb;
}

/** An address outside the network has no zone either, and is billed as another usage type. */
function unknownInside({ unknownZoneBytes, externalBytes }: Coverage): number {
  return Math.max(0, unknownZoneBytes - externalBytes);
}

function withRatio(day: Omit<ComparedDay, 'ratio'>): ComparedDay {
  const { flowGigabytes: ours, billGigabytes: bill } = day;
  return { ...day, ratio: ours === null || bill === null || bill === 0 ? null : ours / bill };
}

function totalOf(days: readonly ComparedDay[]): ComparedDay {
  const all = (member: Exclude<keyof ComparedDay, 'day' | 'ratio'>): number => sum(days.map((day) => day[member] ?? 0));
  return withRatio({
    day: 'total',
    flowGigabytes: all('flowGigabytes'),
    billGigabytes: all('billGigabytes'),
    otherBillGigabytes: all('otherBillGigabytes'),
    unknownZoneGigabytes: all('unknownZoneGigabytes'),
  });
}

interface Found {
  compared: readonly ComparedDay[];
  total: ComparedDay | null;
  flowDays: readonly FlowDay[];
  lines: readonly BillLine[];
  tellsOperation: boolean;
}

/** Less than this apart is what the unit alone (2^30 or 10^9 bytes, which AWS does not say) and windows over midnight make. */
const nearEnough = 0.08;

function explanationsOf({ compared, total, flowDays, lines, tellsOperation }: Found): string[] {
  const said: string[] = [];
  const copies = sum(lines.map((line) => line.copies));
  if (copies > 0) {
    said.push(
      `The report has ${copies} lines more than once, which count each time: name the files of one version of each month only.`
    );
  }
  const missing = compared.filter(({ billGigabytes }) => billGigabytes === null).map(({ day }) => day);
  if (missing.length > 0) {
    said.push(`The bill has no line of ${missing.join(', ')}: AWS completes a day’s lines within about a day.`);
  }
  said.push(...directionExplanation(lines), ...ratioExplanation(total));
  said.push(...kindExplanations(flowDays, total?.flowGigabytes ?? 0));
  const { unknownZoneGigabytes: unknown = 0, otherBillGigabytes: other = 0 } = total ?? {};
  if (unknown > 0) {
    said.push(
      `Up to ${gigabytesText(unknown)} more may have crossed zones: an end inside the network has no known zone, and such traffic is not counted.`
    );
  }
  if (other > 0) {
    said.push(
      `The bill has ${gigabytesText(other)} of public addresses, peering or load balancing under the same usage type, which are not compared.`
    );
  }
  if (!tellsOperation && lines.length > 0) {
    said.push(
      'The report tells no operation: public addresses, peering and load balancing are part of the bill’s figure.'
    );
  }
  const skipped = sum(flowDays.map(({ coverage }) => coverage.records.skipData));
  if (skipped > 0) {
    said.push(`AWS skipped records in ${skipped} windows of an interface (SKIPDATA): the true traffic is higher.`);
  }
  return said;
}

function directionExplanation(lines: readonly BillLine[]): string[] {
  const of = (direction: RegExp): number =>
    sum(lines.filter(({ operation }) => direction.test(operation)).map(({ gigabytes }) => gigabytes));
  const [into, out] = [of(/^InterZone-In$/i), of(/^InterZone-Out$/i)];
  const larger = Math.max(into, out);
  return larger > 0 && Math.abs(into - out) / larger > nearEnough
    ? [
        `The bill has ${gigabytesText(out)} out of zones and ${gigabytesText(into)} into them: where one end is not charged, or is another account’s, it shows once; ours counts both ends.`,
      ]
    : [];
}

function ratioExplanation(total: ComparedDay | null): string[] {
  const ratio = total?.ratio ?? null;
  if (ratio === null || Math.abs(ratio - 1) <= nearEnough) {
    return [];
  }
  return ratio < 1
    ? [
        'The bill is of all VPCs and instances of the account in this region; ours is of the interfaces that these flow logs record.',
      ]
    : [
        'The bill leaves out what AWS does not charge: load balancers’ and managed services’ own traffic, interface endpoints, and ends of other accounts.',
      ];
}

/** Shares worth a sentence. */
const tellingShare = 0.01;

function kindExplanations(flowDays: readonly FlowDay[], flowGigabytes: number): string[] {
  const of = (kind: string): number =>
    chargedGigabytes(
      sum(
        flowDays.flatMap(({ byKinds }) =>
          [...byKinds].filter(([pair]) => pair.split(' – ').includes(kind)).map(([, bytes]) => bytes)
        )
      )
    );
  const isTelling = (gigabytes: number): boolean => gigabytes > tellingShare * flowGigabytes;
  return billedElsewhere.flatMap(([kind, why]) => {
    const gigabytes = of(kind);
    return isTelling(gigabytes) ? [`${gigabytesText(gigabytes)} of ours have ${why}.`] : [];
  });
}

const billedElsewhere: ReadonlyArray<readonly [kind: string, why: string]> = [
  ['load-balancer', 'a load balancer at one end, whose side AWS bills otherwise or not at all'],
  ['nat-gateway', 'a NAT gateway at one end, which has a price of its own besides'],
  ['vpc-endpoint', 'an interface endpoint at one end, for which AWS does not charge traffic between zones'],
  ['efs', 'EFS at one end, which bills its own side'],
  ['eks-control-plane', 'the control plane of EKS at one end, which is of AWS’s account'],
  ['aws', 'another AWS resource at one end, which may bill its own side'],
  ['unattributed', 'an end without a known owner; its zone is known, so they count'],
];

/** `12.3 GB`, of 2^30 bytes. */
export function gigabytesText(gigabytes: number): string {
  return `${gigabytes.toLocaleString('en-US', { maximumSignificantDigits: 4 })} GB`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
