/** What the reader of an answer must know of it beyond its numbers, in sentences. Pure. */
import type { Coverage } from '../../src/shared/coverage';
import type { Notice } from '../frames/frame';
import { instantText } from './shape/time-text';
import type { FieldPresence } from '../sql/exchanges';
import type { FlowField } from '../flows/fields';
import type { Inventory } from '../sql/inventory';
import type { VpcOfCluster } from '../sql/vpcs';

/** Flow logs arrive about 10 min late, best effort (VPC user guide): until then the end of a range is not whole. */
export const deliverySeconds = 15 * 60;

const consequences: Array<{ field: FlowField; without: string }> = [
  {
    field: 'flow_direction',
    without: 'traffic between two recorded interfaces is counted at both of them',
  },
  { field: 'action', without: 'rejected traffic is counted as if it had passed' },
  { field: 'log_status', without: 'it is not known whether AWS skipped records' },
  { field: 'az_id', without: 'the zones of addresses that no pod or node held are unknown' },
  { field: 'packets', without: 'packets are shown as 0' },
];

/** A warning for each field that the answer had to do without, in all objects or in some. */
export function fieldNotices(fields: FieldPresence): Notice[] {
  return consequences.flatMap(({ field, without }): Notice[] => {
    // traffic-path tells the direction as well: only egress records have one.
    if (field === 'flow_direction' && !fields.has(field) && fields.has('traffic_path')) {
      return [];
    }
    const name = field.replaceAll('_', '-');
    if (!fields.has(field)) {
      return [{ severity: 'warning', text: `The flow logs have no ${name}: ${without}.` }];
    }
    return fields.lackedBySome(field)
      ? [{ severity: 'warning', text: `Some flow-log objects have no ${name}: for their records ${without}.` }]
      : [];
  });
}

/** Whether every record says which VPC its interface is in. */
export function tellsVpc(fields: FieldPresence): boolean {
  return fields.has('vpc_id') && !fields.lackedBySome('vpc_id');
}

/** A warning where VPCs use the same addresses and the records do not tell which of them they are of. */
export function sharedAddressNotices({ fields, vpcs }: { fields: FieldPresence; vpcs?: VpcOfCluster }): Notice[] {
  return vpcs === undefined || tellsVpc(fields)
    ? []
    : [
        {
          severity: 'warning',
          text: 'Several VPCs use the same addresses, and not all flow logs have vpc-id: bytes may be attributed to a pod of another VPC. Add vpc-id to the flow log’s format.',
        },
      ];
}

/** A warning where the zones of subnets had to be left out. */
export function inventoryNotices({ inventory }: { inventory?: Inventory }): Notice[] {
  return inventory?.tooManySubnets
    ? [
        {
          severity: 'warning',
          text: 'The inventory has more subnets than a statement can hold: zones of addresses without a known owner are told by flow records alone. Keep the inventory of other networks in another place.',
        },
      ]
    : [];
}

/** Notices on the answer's own gaps: the end of the range that is still arriving, lost records, unknown owners and zones. */
export function coverageNotices(coverage: Coverage): Notice[] {
  const notices: Notice[] = [];
  const { bytes, records } = coverage;
  if (coverage.incompleteSince !== null) {
    notices.push({
      severity: 'info',
      text: `Incomplete since ${new Date(coverage.incompleteSince).toISOString()}: flow logs arrive up to 15 minutes late.`,
    });
  }
  if (records.skipData > 0) {
    notices.push({
      severity: 'warning',
      text: `AWS skipped records in ${records.skipData} windows of an interface (SKIPDATA): the true traffic is higher.`,
    });
  }
  if (bytes > 0 && coverage.unattributedBytes / bytes > 0.05) {
    notices.push({
      severity: 'warning',
      text: `${percent(coverage.unattributedBytes / bytes)} of the bytes have an end inside the network whose owner is not known; pod history may have gaps.`,
    });
  }
  const unknownInside = coverage.unknownZoneBytes - coverage.externalBytes;
  if (bytes > 0 && unknownInside / bytes > 0.05) {
    notices.push({
      severity: 'warning',
      text: `${percent(unknownInside / bytes)} of the bytes have an end inside the network of unknown zone: they are neither cross-zone nor same-zone.`,
    });
  }
  return notices;
}

/** Times this far ahead of the clock are no jitter: one of the clocks is wrong. */
export const skewSeconds = 120;

/**
 * A warning if the range has data of the future: by how much the clock is wrong, so is what is called incomplete or late.
 * @param newest newest time in the data, epoch seconds; @param range,now epoch milliseconds
 */
export function clockNotices(newest: number | null, range: { to: number }, now: number): Notice[] {
  const ahead = newest === null ? 0 : Math.min(newest, range.to / 1000) - now / 1000;
  return newest === null || ahead <= skewSeconds
    ? []
    : [
        {
          severity: 'warning',
          text: `The data reaches to ${instantText(newest)}, which lies in the future of this machine’s clock: it shows ${instantText(Math.floor(now / 1000))}. ${clockRemedy}`,
        },
      ];
}

export const clockRemedy =
  'Set the clocks of the machine that runs Grafana and of the one that collects the data by NTP; made-up data may run ahead.';

/** Epoch milliseconds from which the range `[from, to)` (epoch ms) may still be incomplete at `now`, or null. */
export function incompleteSince(range: { from: number; to: number }, now: number): number | null {
  const complete = now - deliverySeconds * 1000;
  return range.to > complete ? Math.max(range.from, complete) : null;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
