/**
 * Folds looks at the network interfaces and subnets of AWS accounts into rows that merge by minimum and maximum, so that rows
 * of several writers, read in any order, give the same intervals. Pure. Times are epoch seconds, UTC.
 */
import type { InterfaceRow, SubnetRow } from './row';

export interface InterfaceSighting {
  interfaceId: string;
  vpcId: string;
  subnetId: string;
  /** Of the cluster whose control plane it is, else empty. */
  cluster: string;
  /** Normal spellings. */
  addresses: readonly string[];
  kind: string;
  name: string;
  /** Empty if it is not known. */
  zoneId: string;
  /** When it was attached to what it serves; null if that is not told. */
  attachedAt: number | null;
}

export interface SubnetSighting {
  subnetId: string;
  vpcId: string;
  cidrs: readonly string[];
  zoneId: string;
  /** `us-east-1a`: of this account only. */
  zoneName: string;
}

/** Everything there was at an instant. */
export interface InventoryLook {
  account: string;
  region: string;
  at: number;
  /** The networks that the lists are whole of; null for all of the account's region. */
  vpcs: ReadonlySet<string> | null;
  interfaces: readonly InterfaceSighting[];
  subnets: readonly SubnetSighting[];
}

/** Interfaces that went this long before the newest look are forgotten: days of short-lived ones would add up. */
const rememberedSeconds = 400 * 86_400;

export class InventoryLedger {
  private readonly interfaces = new Map<string, InterfaceRow>();
  private readonly subnets = new Map<string, SubnetRow>();

  looked({ account, region, at, vpcs, interfaces, subnets }: InventoryLook): void {
    const scope = { account, region };
    for (const { interfaceId, vpcId, subnetId, cluster, addresses, kind, name, zoneId, attachedAt } of interfaces) {
      for (const address of addresses) {
        this.restoreInterface({
          ...scope,
          ...{ interface_id: interfaceId, vpc_id: vpcId, subnet_id: subnetId, cluster, address, kind, name },
          ...{ zone_id: zoneId, started: Math.min(attachedAt ?? at, at), ended: null, first_seen: at, last_seen: at },
        });
      }
    }
    for (const { subnetId, vpcId, cidrs, zoneId, zoneName } of subnets) {
      for (const cidr of cidrs) {
        this.restoreSubnet({
          ...scope,
          ...{ vpc_id: vpcId, subnet_id: subnetId, cidr, zone_id: zoneId, zone_name: zoneName },
          ...{ ended: null, first_seen: at, last_seen: at },
        });
      }
    }
    for (const row of [...this.interfaces.values(), ...this.subnets.values()]) {
      const isCovered = row.account === account && row.region === region && (vpcs === null || vpcs.has(row.vpc_id));
      if (isCovered && row.last_seen < at && (row.ended === null || at < row.ended)) {
        row.ended = at;
      }
    }
  }

  restoreInterface(row: InterfaceRow): void {
    const known = this.interfaces.get(keyOf(row, row.interface_id, row.address));
    if (known === undefined) {
      this.interfaces.set(keyOf(row, row.interface_id, row.address), { ...row });
      return;
    }
    const started = Math.min(known.started, row.started);
    merge(known, row);
    known.started = started;
  }

  restoreSubnet(row: SubnetRow): void {
    const known = this.subnets.get(keyOf(row, row.subnet_id, row.cidr));
    if (known === undefined) {
      this.subnets.set(keyOf(row, row.subnet_id, row.cidr), { ...row });
    } else {
      merge(known, row);
    }
  }

  interfaceRows(): InterfaceRow[] {
    return this.remembered(this.interfaces);
  }

  subnetRows(): SubnetRow[] {
    return this.remembered(this.subnets);
  }

  /** An older look may come later than a newer one that has not seen the same: what is of the network tells how new that was. */
  private remembered<Row extends Times>(rows: ReadonlyMap<string, Row>): Row[] {
    const newest = new Map<string, number>();
    for (const row of [...this.interfaces.values(), ...this.subnets.values()]) {
      newest.set(networkOf(row), Math.max(newest.get(networkOf(row)) ?? 0, row.last_seen));
    }
    return [...rows.values()].flatMap((row) => {
      const looked = newest.get(networkOf(row)) ?? row.last_seen;
      const ended = row.ended ?? (looked > row.last_seen ? looked : null);
      return ended !== null && ended <= looked - rememberedSeconds ? [] : [{ ...row, ended }];
    });
  }
}

interface Times {
  account: string;
  region: string;
  vpc_id: string;
  ended: number | null;
  first_seen: number;
  last_seen: number;
}

function networkOf({ account, region, vpc_id }: Times): string {
  return `${account} ${region} ${vpc_id}`;
}

/** What was seen last says what it is; an end before that was none: lists come late, and in any order. */
function merge<Row extends Times>(known: Row, row: Row): void {
  const [first, last] = [Math.min(known.first_seen, row.first_seen), Math.max(known.last_seen, row.last_seen)];
  const ends = [known.ended, row.ended].filter((ended) => ended !== null && ended > last).map(Number);
  if (row.last_seen > known.last_seen || (row.last_seen === known.last_seen && textOf(row) > textOf(known))) {
    Object.assign(known, row);
  }
  Object.assign(known, { first_seen: first, last_seen: last, ended: ends.length === 0 ? null : Math.min(...ends) });
}

/** Two looks of one second: any rule will do that does not depend on which came first. */
function textOf(row: object): string {
  return JSON.stringify(Object.values(row).filter((value) => typeof value === 'string'));
}

function keyOf({ account, region }: { account: string; region: string }, id: string, what: string): string {
  return `${account} ${region} ${id} ${what}`;
}
