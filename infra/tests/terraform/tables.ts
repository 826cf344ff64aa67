/** Tests: the module's tables are those of the stacks, and so is the file for Grafana that names them. */
import { parse } from 'yaml';
import { provisioningYaml } from '../../deployment/data-source';
import { parseDeployment } from '../../deployment/settings';
import { propertiesOf } from '../templates.test-data';
import { contexts, runs, type Applied, type Run } from './applied-runs';

export function describeTables(applied: Applied): void {
  test.each(runs)('%s: the tables are those of the stacks', (run) => {
    const made = ofModule(applied, run);
    expect(made.length).toBeGreaterThan(3);
    expect(made).toEqual(ofStacks(applied, run));
  });

  test.each(runs)('%s: the printed file is that of the stacks', (run) => {
    const deployment = parseDeployment(contexts[run]);
    const roleArn = deployment.grafana === null ? undefined : 'arn:aws-cn:iam::111122223333:role/made';
    const file = parse(provisioningYaml(deployment, { region: 'cn-north-1', roleArn })) as unknown;
    expect(parse(String(applied.outputs(run)['provisioning']))).toEqual(file);
    expect(JSON.stringify(file).includes('"rollup":{')).toBe(deployment.rollup);
  });
}

interface Table {
  name: string;
  [member: string]: unknown;
}

function ofStacks(applied: Applied, run: Run): Table[] {
  return propertiesOf(applied.stacks(run), 'AWS::Glue::Table')
    .map(({ DatabaseName: database, TableInput }) => {
      const { Name, TableType, Parameters, PartitionKeys, StorageDescriptor: stored } = TableInput as TableInput;
      const columns = (list: ReadonlyArray<{ Name: string; Type: string }>): unknown =>
        list.map(({ Name: name, Type: type }) => ({ name, type }));
      return {
        database,
        name: Name,
        type: TableType,
        parameters: Object.fromEntries(
          Object.entries(Parameters).map(([key, value]) => [key, applied.filled(run, value)])
        ),
        keys: columns(PartitionKeys),
        columns: columns(stored.Columns),
        location: applied.filled(run, stored.Location),
        formats: [stored.InputFormat, stored.OutputFormat, stored.SerdeInfo.SerializationLibrary],
        serde: stored.SerdeInfo.Parameters ?? {},
      };
    })
    .sort(byName);
}

function ofModule(applied: Applied, run: Run): Table[] {
  return applied
    .values(run, 'aws_glue_catalog_table')
    .map((values) => {
      const {
        database_name: database,
        name,
        table_type,
        parameters,
        partition_keys,
        storage_descriptor,
      } = values as unknown as CatalogTable;
      const [stored] = storage_descriptor;
      const [serde] = stored?.ser_de_info ?? [];
      const columns = (list: ReadonlyArray<{ name: string; type: string }>): unknown =>
        list.map((column) => ({ name: column.name, type: column.type }));
      return {
        database,
        name,
        type: table_type,
        parameters,
        keys: columns(partition_keys),
        columns: columns(stored?.columns ?? []),
        location: stored?.location,
        formats: [stored?.input_format, stored?.output_format, serde?.serialization_library],
        serde: serde?.parameters ?? {},
      };
    })
    .sort(byName);
}

function byName(a: Table, b: Table): number {
  return a.name.localeCompare(b.name);
}

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

interface CatalogTable {
  database_name: string;
  name: string;
  table_type: string;
  parameters: Record<string, string>;
  partition_keys: Array<{ name: string; type: string }>;
  storage_descriptor: Array<{
    location: string;
    columns: Array<{ name: string; type: string }>;
    input_format: string;
    output_format: string;
    ser_de_info: Array<{ serialization_library: string; parameters: Record<string, string> | null }>;
  }>;
}
