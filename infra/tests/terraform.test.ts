import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { flowLogTable } from '../../backend/engines/table/ddl';
import { provisioningYaml } from '../deployment/data-source';
import { parseDeployment } from '../deployment/settings';
import { collectStatements, policyStatements, type DeployedPlace } from '../policies/sizes';
import { terraformData } from '../terraform-data';
import { deploy, plain, propertiesOf } from './templates.test-data';
import { moduleFolder, prepareTerraform, runTerraform, type TerraformRuns } from './terraform-runs.test-data';

// Terraform loads the AWS provider, and the CDK its library: seconds each, more on a busy machine.
jest.setTimeout(300_000);

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
  ...['aws_vpc_security_group_ingress_rule'],
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

const prepared = prepareTerraform();
if ('missing' in prepared) {
  console.warn(`${prepared.missing}: the module is neither validated nor compared with the stacks`);
}

('missing' in prepared ? describe.skip : describe)('applied to a simulated AWS', () => {
  let runs: TerraformRuns;
  beforeAll(() => {
    runs = runTerraform('folder' in prepared ? prepared.folder : '');
  }, 900_000);
  afterAll(() => rmSync('folder' in prepared ? prepared.folder : '', { recursive: true, force: true }));

  const existing = {
    clusterName: 'shop',
    flowLogLocation: 's3://central-logs/vpc/AWSLogs/',
    flowLogFields: '${az-id} ${flow-direction} ${pkt-srcaddr} ${pkt-dstaddr} ${start} ${bytes}',
    flowLogFiles: 'text',
    flowLogHive: 'false',
    flowLogAccounts: '111122223333,444455556666',
    flowLogRegions: 'us-east-1',
    collector: 'pod',
  };
  const contexts: Record<string, Record<string, string>> = {
    one_vpc: {
      clusterName: 'shop',
      vpcId: 'vpc-0123456789abcdef0',
      grafanaPrincipal: 'arn:aws-cn:iam::999988887777:role/grafana',
      externalId: 'shop-42',
    },
    a_function_in_the_vpc_collects: { name: 'two', clusterName: 'shop,pay', vpcId: 'vpc-0123456789abcdef0' },
    an_existing_flow_log_and_a_pod_that_collects: existing,
  };
  const each = Object.entries(contexts);

  const valuesOf = (run: string, type: string, index?: string | number): Array<Record<string, unknown>> =>
    (runs.states.get(run)?.resources ?? [])
      .filter((resource) => resource.type === type && (index === undefined || resource.index === index))
      .map(({ values }) => values);
  const bucket = (run: string, index: string): string => String(valuesOf(run, 'aws_s3_bucket', index)[0]?.['bucket']);
  const placeOf = (run: string): DeployedPlace => ({
    ...{ partition: 'aws-cn', account: '111122223333', region: 'cn-north-1' },
    flowLogLocation: contexts[run]?.['flowLogLocation'] ? 's3://central-logs/vpc' : `s3://${bucket(run, 'flows')}`,
    historyLocation: `s3://${bucket(run, 'history')}`,
    resultLocation: `s3://${bucket(run, 'results')}/`,
  });

  test('it is valid, and each run ends as it is meant to', () => {
    expect(JSON.parse(runs.validated)).toMatchObject({ valid: true, error_count: 0 });
    expect(runs.results).toEqual([
      'one_vpc: pass',
      'a_function_in_the_vpc_collects: pass',
      'an_existing_flow_log_and_a_pod_that_collects: pass',
      'no_network_to_log: pass',
      'two_networks_to_log: pass',
      'a_function_without_code: pass',
      'wrong_values: pass',
    ]);
  });

  test.each(each)('%s: the tables are those of the stacks', (run, context) => {
    const { flowLogLocation, historyLocation } = placeOf(run);
    const filled = (value: unknown): string =>
      plain(value)
        .replaceAll(/s3:\/\/<[^>]*FlowLog[^>]*>/g, flowLogLocation)
        .replaceAll(/s3:\/\/<History[^>]*>/g, historyLocation)
        .replaceAll('<AWS::AccountId>', '111122223333')
        .replaceAll('<AWS::Region>', 'cn-north-1');
    const ofStacks = propertiesOf(deploy(context), 'AWS::Glue::Table').map(({ TableInput }) => {
      const { Name, TableType, Parameters, PartitionKeys, StorageDescriptor: stored } = TableInput as TableInput;
      return {
        name: Name,
        type: TableType,
        parameters: Object.fromEntries(Object.entries(Parameters).map(([key, value]) => [key, filled(value)])),
        keys: PartitionKeys.map(({ Name: name, Type: type }) => ({ name, type })),
        columns: stored.Columns.map(({ Name: name, Type: type }) => ({ name, type })),
        location: filled(stored.Location),
        formats: [stored.InputFormat, stored.OutputFormat, stored.SerdeInfo.SerializationLibrary],
        serde: stored.SerdeInfo.Parameters ?? {},
      };
    });
    const ofModule = valuesOf(run, 'aws_glue_catalog_table').map((values) => {
      const [stored] = values['storage_descriptor'] as StorageDescriptor[];
      const [serde] = stored?.ser_de_info ?? [];
      const named = (list: ReadonlyArray<{ name: string; type: string }>): unknown =>
        list.map(({ name, type }) => ({ name, type }));
      return {
        name: values['name'],
        type: values['table_type'],
        parameters: values['parameters'],
        keys: named(values['partition_keys'] as Array<{ name: string; type: string }>),
        columns: named(stored?.columns ?? []),
        location: stored?.location,
        formats: [stored?.input_format, stored?.output_format, serde?.serialization_library],
        serde: serde?.parameters ?? {},
      };
    });
    const byName = (a: { name: unknown }, b: { name: unknown }): number => String(a.name).localeCompare(String(b.name));
    expect(ofModule.length).toBeGreaterThan(3);
    expect(ofModule.sort(byName)).toEqual(ofStacks.sort(byName));
  });

  test.each(each)('%s: the policies are those that this app prints', (run, context) => {
    const deployment = parseDeployment(context);
    for (const size of ['query', 'collect', 'doctor'] as const) {
      const [policy] = valuesOf(run, 'aws_iam_policy', size);
      expect(JSON.parse(String(policy?.['policy']))).toEqual({
        Version: '2012-10-17',
        Statement: policyStatements(size, deployment, placeOf(run)),
      });
    }
    const collector = valuesOf(run, 'aws_iam_role_policy').find(({ name }) => name === 'collect');
    expect(collector === undefined).toBe(run === 'one_vpc');
    if (collector !== undefined) {
      expect(JSON.parse(String(collector['policy']))).toEqual({
        Version: '2012-10-17',
        Statement: collectStatements(deployment, placeOf(run)),
      });
    }
  });

  test.each(each)('%s: the printed file is that of the stacks', (run, context) => {
    const file = runs.states.get(run)?.outputs['provisioning'];
    const roleArn = run === 'one_vpc' ? 'arn:aws-cn:iam::111122223333:role/made' : undefined;
    expect(parse(String(file))).toEqual(
      parse(provisioningYaml(parseDeployment(context), { region: 'cn-north-1', roleArn }))
    );
  });

  test('the flow log is that of the stack', () => {
    const [log] = valuesOf('one_vpc', 'aws_flow_log');
    const [ofStack] = propertiesOf(deploy(contexts['one_vpc'] ?? {}), 'AWS::EC2::FlowLog');
    expect(log).toMatchObject({
      vpc_id: ofStack?.['ResourceId'],
      log_format: ofStack?.['LogFormat'],
      max_aggregation_interval: ofStack?.['MaxAggregationInterval'],
      traffic_type: ofStack?.['TrafficType'],
      destination_options: [{ file_format: 'parquet', hive_compatible_partitions: true, per_hour_partition: true }],
    });
    expect(valuesOf('an_existing_flow_log_and_a_pod_that_collects', 'aws_flow_log')).toEqual([]);
  });

  test.each(each)('%s: every bucket is encrypted, closed, over TLS only, and expires as it should', (run) => {
    const buckets = valuesOf(run, 'aws_s3_bucket').map(({ bucket: name }) => name);
    expect(new Set(buckets).size).toBe(run.startsWith('an_existing') ? 2 : 3);
    const count = buckets.length;
    expect(valuesOf(run, 'aws_s3_bucket_server_side_encryption_configuration')).toHaveLength(count);
    expect(valuesOf(run, 'aws_s3_bucket_ownership_controls')).toHaveLength(count);
    const blocks = valuesOf(run, 'aws_s3_bucket_public_access_block');
    expect(blocks).toHaveLength(count);
    for (const block of blocks) {
      expect(block).toMatchObject({
        ...{ block_public_acls: true, block_public_policy: true },
        ...{ ignore_public_acls: true, restrict_public_buckets: true },
      });
    }
    const policies = valuesOf(run, 'aws_s3_bucket_policy').map(
      ({ policy }) => JSON.parse(String(policy)) as { Statement: Array<{ Effect: string; Principal: unknown }> }
    );
    expect(policies).toHaveLength(count);
    for (const { Statement } of policies) {
      expect(Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })
      );
      for (const { Effect, Principal } of Statement.filter((statement) => statement.Effect === 'Allow')) {
        expect([Effect, Principal]).toEqual(['Allow', { Service: 'delivery.logs.amazonaws.com' }]);
      }
    }
    const expiry = (index: string): unknown =>
      (valuesOf(run, 'aws_s3_bucket_lifecycle_configuration', index)[0]?.['rule'] as LifecycleRule[] | undefined)?.[0]
        ?.expiration[0]?.days;
    expect([expiry('history'), expiry('results')]).toEqual([undefined, 7]);
    expect(expiry('flows')).toBe(run.startsWith('an_existing') ? undefined : 90);
  });

  test('the functions, their schedules and alarms are those of the stack', () => {
    const run = 'a_function_in_the_vpc_collects';
    const stack = deploy({
      ...contexts[run],
      collector: 'lambda',
      collectorVpcId: 'vpc-0123456789abcdef0',
      collectorSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
      clusterSecurityGroupIds: 'sg-0123456789abcdef0',
      alarmTopics: 'arn:aws-cn:sns:cn-north-1:111122223333:on-call',
    });
    const sorted = (list: readonly unknown[]): string[] => list.map((each) => JSON.stringify(each)).sort();
    const environment = (variables: Readonly<Record<string, unknown>>): unknown =>
      Object.fromEntries(
        Object.entries(variables)
          .filter(([name]) => name !== 'ZONEFLOW_HISTORY')
          .sort()
      );
    expect(
      sorted(
        valuesOf(run, 'aws_lambda_function').map((made) => [
          ...[made['description'], made['handler'], made['memory_size'], made['timeout']],
          ...[made['reserved_concurrent_executions'], made['architectures']],
          environment((made['environment'] as Array<{ variables: Record<string, string> }>)[0]?.variables ?? {}),
        ])
      )
    ).toEqual(
      sorted(
        propertiesOf(stack, 'AWS::Lambda::Function').map((made) => [
          ...[made['Description'], made['Handler'], made['MemorySize'], made['Timeout']],
          ...[made['ReservedConcurrentExecutions'], made['Architectures']],
          environment((made['Environment'] as { Variables: Record<string, unknown> }).Variables),
        ])
      )
    );
    for (const { environment: of } of valuesOf(run, 'aws_lambda_function')) {
      expect(of).toMatchObject([{ variables: { ZONEFLOW_HISTORY: placeOf(run).historyLocation } }]);
    }
    expect(sorted(valuesOf(run, 'aws_cloudwatch_event_rule').map((rule) => rule['schedule_expression']))).toEqual(
      sorted(propertiesOf(stack, 'AWS::Events::Rule').map((rule) => rule['ScheduleExpression']))
    );
    const compared: ReadonlyArray<readonly [string, string]> = [
      ['alarm_description', 'AlarmDescription'],
      ['metric_name', 'MetricName'],
      ['threshold', 'Threshold'],
      ['comparison_operator', 'ComparisonOperator'],
      ['treat_missing_data', 'TreatMissingData'],
      ['evaluation_periods', 'EvaluationPeriods'],
      ['alarm_actions', 'AlarmActions'],
    ];
    expect(
      sorted(valuesOf(run, 'aws_cloudwatch_metric_alarm').map((alarm) => compared.map(([name]) => alarm[name] ?? null)))
    ).toEqual(
      sorted(
        propertiesOf(stack, 'AWS::CloudWatch::Alarm').map((alarm) => compared.map(([, name]) => alarm[name] ?? null))
      )
    );
    expect(valuesOf(run, 'aws_vpc_security_group_ingress_rule')).toMatchObject([
      { security_group_id: 'sg-0123456789abcdef0', from_port: 443, to_port: 443, ip_protocol: 'tcp' },
    ]);
  });

  test('two deployments share no name', () => {
    const names = (run: string): string[] =>
      ['aws_athena_workgroup', 'aws_glue_catalog_database', 'aws_iam_policy', 'aws_iam_role', 'aws_lambda_function']
        .flatMap((type) => valuesOf(run, type))
        .map(({ name, function_name }) => String(name ?? function_name));
    const [one, two] = [names('one_vpc'), names('a_function_in_the_vpc_collects')];
    expect(one.length).toBeGreaterThan(5);
    expect(one.filter((name) => two.includes(name))).toEqual([]);
    expect([...one, ...two].filter((name) => !/^zoneflow[-_](shop|two)/i.test(name))).toEqual([]);
  });
});

interface TableInput {
  Name: string;
  TableType: string;
  Parameters: Record<string, unknown>;
  PartitionKeys: Array<{ Name: string; Type: string }>;
  StorageDescriptor: {
    Location: unknown;
    Columns: Array<{ Name: string; Type: string }>;
    InputFormat: string;
    OutputFormat: string;
    SerdeInfo: { SerializationLibrary: string; Parameters?: Record<string, string> };
  };
}

interface StorageDescriptor {
  location: string;
  columns: Array<{ name: string; type: string }>;
  input_format: string;
  output_format: string;
  ser_de_info: Array<{ serialization_library: string; parameters: Record<string, string> | null }>;
}

interface LifecycleRule {
  expiration: Array<{ days: number }>;
}
