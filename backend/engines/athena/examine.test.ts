import { createAthenaEngine } from './engine';
import { startServiceDouble, type ServiceDouble } from './service-double.test-data';

let athena: ServiceDouble;
const { signal } = new AbortController();
beforeEach(async () => {
  athena = await startServiceDouble(() => ({ columns: [{ Name: 'one', Type: 'integer' }], rows: [['1']] }));
});
afterEach(() => athena.close());

async function examined() {
  const engine = createAthenaEngine({
    aws: athena.settings,
    catalog: 'AwsDataCatalog',
    workgroup: 'grafana',
    reuseMinutes: 0,
    mostRunning: 5,
    maxScanBytes: null,
    flows: { database: 'net', table: 'flows' },
    history: { database: 'eks', table: 'pods' },
    cluster: '',
    partitions: {},
  });
  try {
    return (await engine.examine?.(signal)) ?? [];
  } finally {
    await engine.close();
  }
}

test('a sound workgroup, and tables that are not there', async () => {
  const findings = await examined();
  expect(findings.map(({ subject, state }) => `${subject}: ${state}`)).toEqual([
    'workgroup grafana: ok',
    'workgroup grafana: warning',
    'statement: ok',
    'net.flows: failed',
    'eks.pods: failed',
  ]);
  expect(findings[0]?.finding).toContain('s3://results/zf/');
  expect(athena.running()).toEqual([]);
});

test('a workgroup that is disabled, and a right that lacks, are named', async () => {
  athena.workgroup['State'] = 'DISABLED';
  const [workgroup, statement] = await examined();
  expect(workgroup).toMatchObject({ state: 'failed', finding: 'The workgroup grafana is disabled.' });
  expect(statement).toMatchObject({ subject: 'statement', state: 'failed' });
});

test('an action that is not allowed', async () => {
  const message =
    'User: arn:aws:iam::1:user/u is not authorized to perform: athena:StartQueryExecution on resource: arn:aws:athena:us-east-1:1:workgroup/grafana';
  athena.disturb('StartQueryExecution', { status: 400, type: 'AccessDeniedException', message });
  const statement = (await examined()).find(({ subject }) => subject === 'statement');
  expect(statement?.remedy).toContain('athena:StartQueryExecution');
});
