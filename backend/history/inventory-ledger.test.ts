import fc from 'fast-check';
import { InventoryLedger, type InterfaceSighting, type InventoryLook } from './inventory-ledger';

const nat: InterfaceSighting = {
  interfaceId: 'eni-1',
  vpcId: 'vpc-1',
  subnetId: 'subnet-1',
  cluster: '',
  addresses: ['10.0.0.9'],
  kind: 'nat-gateway',
  name: 'nat-1',
  zoneId: 'use1-az1',
  attachedAt: null,
};

const look = (at: number, interfaces: InterfaceSighting[], part: Partial<InventoryLook> = {}): InventoryLook => ({
  account: '111122223333',
  region: 'us-east-1',
  at,
  vpcs: null,
  interfaces,
  subnets: [
    { subnetId: 'subnet-1', vpcId: 'vpc-1', cidrs: ['10.0.0.0/24'], zoneId: 'use1-az1', zoneName: 'us-east-1a' },
  ],
  ...part,
});

const rowsOf = (...looks: InventoryLook[]) => {
  const ledger = new InventoryLedger();
  looks.forEach((one) => ledger.looked(one));
  return ledger.interfaceRows().map(({ address, name, started, ended, last_seen }) => ({
    ...{ address, name, started, ended, last_seen },
  }));
};
const row = { address: '10.0.0.9', name: 'nat-1', started: 100, ended: null, last_seen: 100 };

test.each<[string, InventoryLook[], ReturnType<typeof rowsOf>]>([
  ['begins with the first look', [look(100, [nat])], [row]],
  ['begins when it was attached', [look(100, [{ ...nat, attachedAt: 40 }])], [{ ...row, started: 40 }]],
  ['does not begin after it was seen, whatever another clock says', [look(100, [{ ...nat, attachedAt: 140 }])], [row]],
  ['goes on', [look(100, [nat]), look(200, [nat])], [{ ...row, last_seen: 200 }]],
  [
    'ends with the first look that lacks it',
    [look(100, [nat]), look(200, []), look(300, [])],
    [{ ...row, ended: 200 }],
  ],
  [
    'did not end if a later look shows it',
    [look(100, [nat]), look(200, []), look(300, [nat])],
    [{ ...row, last_seen: 300 }],
  ],
  [
    'keeps its end if an older look comes later',
    [look(100, [nat]), look(300, []), look(200, [nat])],
    [{ ...row, last_seen: 200, ended: 300 }],
  ],
  ['is gone at a newer look that knew nothing of it', [look(300, []), look(100, [nat])], [{ ...row, ended: 300 }]],
  [
    'has the newest name',
    [look(200, [{ ...nat, name: 'new' }]), look(100, [nat])],
    [{ ...row, name: 'new', last_seen: 200 }],
  ],
  [
    'has a row an address',
    [look(100, [{ ...nat, addresses: ['10.0.0.9', 'fd00::9'] }])],
    [row, { ...row, address: 'fd00::9' }],
  ],
  [
    'stays if another network was looked at',
    [look(100, [nat]), look(200, [], { vpcs: new Set(['vpc-2']), subnets: [] })],
    [row],
  ],
  ['stays if another account was looked at', [look(100, [nat]), look(200, [], { account: '444455556666' })], [row]],
  ['stays if another region was looked at', [look(100, [nat]), look(200, [], { region: 'eu-west-1' })], [row]],
  ['is forgotten long after', [look(100, [nat]), look(200, []), look(200 + 400 * 86_400, [])], []],
])('an interface %s', (_, looks, expected) => {
  expect(rowsOf(...looks)).toEqual(expected);
});

test('a subnet that is gone ends, too', () => {
  const ledger = new InventoryLedger();
  ledger.looked(look(100, []));
  ledger.looked(look(200, [], { subnets: [] }));
  expect(ledger.subnetRows()).toMatchObject([{ cidr: '10.0.0.0/24', zone_name: 'us-east-1a', ended: 200 }]);
});

test('rows of two writers, read back in any order and repeated, are those of one', () => {
  const sightings = fc
    .subarray(['eni-1', 'eni-2', 'eni-3'])
    .map((ids) => ids.map((interfaceId) => ({ ...nat, interfaceId })));
  const looks = fc
    .uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 })
    .chain((times) => fc.tuple(...times.sort((a, b) => a - b).map((at) => sightings.map((seen) => look(at, seen)))));
  const restored = (...ledgers: InventoryLedger[]): InventoryLedger => {
    const ledger = new InventoryLedger();
    for (const one of ledgers) {
      one.interfaceRows().forEach((stored) => ledger.restoreInterface(stored));
      one.subnetRows().forEach((stored) => ledger.restoreSubnet(stored));
    }
    return ledger;
  };
  fc.assert(
    fc.property(looks, (all) => {
      // Each writer reads what is stored before it adds its look, as they do when they do not meet.
      let stored = new InventoryLedger();
      const whole = new InventoryLedger();
      for (const one of all) {
        const before = stored;
        stored = restored(before);
        stored.looked(one);
        whole.looked(one);
        stored = restored(stored, before, stored);
      }
      expect(stored.interfaceRows()).toEqual(whole.interfaceRows());
      expect(restored(stored, stored).interfaceRows()).toEqual(stored.interfaceRows());
    })
  );
});
