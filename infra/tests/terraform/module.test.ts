import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowLogTable } from '../../../backend/engines/table/ddl';
import { parseDeployment } from '../../deployment/settings';
import { terraformData } from '../../terraform-data';
import { moduleFolder } from './run-terraform';

const files = readdirSync(moduleFolder).filter((name) => name.endsWith('.tf'));
const text = files.map((name) => readFileSync(join(moduleFolder, name), 'utf8')).join('\n');

test('what the module takes from this app is what this app has', () => {
  expect(readFileSync(join(moduleFolder, 'deployment.json.tftpl'), 'utf8')).toBe(terraformData());
});

test('each field of a flow log has its type', () => {
  const { fieldTypes } = JSON.parse(terraformData()) as {
    fieldTypes: Record<'parquet' | 'text', Record<string, string>>;
  };
  const { fields } = parseDeployment({ clusterName: 'shop', vpcId: 'vpc-00000000' }).flowLog;
  for (const kind of ['parquet', 'text'] as const) {
    const { columns } = flowLogTable(
      { database: '', table: 'flow_logs' },
      {
        ...{ location: 's3://x', fields, files: kind, hive: true, hourly: true, firstDay: '2026-01-01' },
        ...{ accounts: ['-'], regions: ['-'] },
      }
    );
    expect(fields.map((field) => fieldTypes[kind][field] ?? 'string')).toEqual(columns.map(({ type }) => type));
  }
});

test('every variable is declared with its meaning and used', () => {
  const declared = [...text.matchAll(/^variable "(\w+)" {\n {2}description = ".+"\n {2}type +=/gm)].map(
    ([, name]) => name
  );
  const used = new Set([...text.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name));
  expect([...text.matchAll(/^variable /gm)]).toHaveLength(declared.length);
  expect([...used].sort()).toEqual([...declared].sort());
});

test('inputs of the app are those of the module', () => {
  const page = readFileSync(join(moduleFolder, '..', 'README.md'), 'utf8');
  const [, table = ''] = /## Inputs\n(.*?)\n## /s.exec(page) ?? [];
  const ofApp = [...table.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    )
  );
  const ofModule = [...text.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name);
  expect(ofApp.length).toBeGreaterThan(25);
  // docs/deploy/terraform.md says what stands for them.
  const without = ['looked_up', 'second_flow_log', 'sample_location'];
  const own = ['collector_zip', 'collector_runtime', 'data_source_role'];
  expect([...ofApp, ...own].sort()).toEqual([...ofModule, ...without].sort());
});

test('every local value that is used is there', () => {
  const used = [...text.matchAll(/\blocal\.(\w+)/g)].map(([, name = '']) => name);
  expect(used.filter((name) => !new RegExp(`^  ${name} += `, 'm').test(text))).toEqual([]);
});

test('no setting of the account is among the resources', () => {
  const types = [...text.matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type);
  expect([...new Set(types)].filter((type) => type !== undefined && !known.has(type))).toEqual([]);
});

const known = new Set([
  ...['', '_server_side_encryption_configuration', '_public_access_block', '_ownership_controls'].map(
    (part) => `aws_s3_bucket${part}`
  ),
  ...['aws_s3_bucket_lifecycle_configuration', 'aws_s3_bucket_policy', 'aws_flow_log', 'aws_athena_workgroup'],
  ...['aws_glue_catalog_database', 'aws_glue_catalog_table', 'aws_iam_policy', 'aws_iam_role', 'aws_iam_role_policy'],
  ...['aws_iam_role_policy_attachment', 'aws_eks_access_entry', 'aws_eks_pod_identity_association'],
  ...['aws_sqs_queue', 'aws_sqs_queue_policy', 'aws_cloudwatch_log_group', 'aws_cloudwatch_metric_alarm'],
  ...['aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target', 'aws_lambda_function', 'aws_lambda_permission'],
  ...['aws_lambda_function_event_invoke_config', 'aws_security_group', 'aws_vpc_security_group_egress_rule'],
  ...['aws_vpc_security_group_ingress_rule', 'aws_sfn_state_machine'],
]);

test('it is formatted as Terraform does', () => {
  const format = spawnSync('terraform', ['fmt', '-check', '-recursive', '-list=true', moduleFolder], {
    encoding: 'utf8',
  });
  if (format.error) {
    console.warn('terraform is not installed: the format is checked by rules of thumb');
    expect(text).not.toMatch(/\t| $/m);
    expect(text.split('{')).toHaveLength(text.split('}').length);
    return;
  }
  expect(format.stdout).toBe('');
});
