import { createTable, type ExternalTable } from '../../backend/engines/table/ddl-text';
import { parseDeployment } from '../deployment/settings';
import { deployedTables } from './deployed-tables';
import { tableInput } from './glue-table';

const places = {
  ...{ account: '111122223333', region: 'us-east-1' },
  ...{ flowLogLocation: 's3://flow-logs', historyLocation: 's3://history' },
};
const tables = [
  { clusterName: 'shop', vpcId: 'vpc-0123456789abcdef0' },
  { clusterName: 'shop', flowLogLocation: 's3://flow-logs', flowLogFiles: 'text', flowLogHive: 'false' },
].flatMap((context) => deployedTables(parseDeployment(context), places));

/** Columns, partition keys, place and properties of a statement of `zoneflow ddl`, as Athena would hand them to Glue. */
function made(sql: string): {
  columns: string[];
  keys: string[];
  location: string;
  properties: Record<string, string>;
} {
  const [, columns = '', keys = ''] =
    /^CREATE [^(]*\(\n(.*?)\n\)(?:\nPARTITIONED BY \(\n(.*?)\n\))?\n/s.exec(sql) ?? [];
  const list = (text: string): string[] =>
    [...text.matchAll(/`(.*)` (.*?),?$/gm)].map(([, name, type]) => `${name} ${type}`);
  const properties = [...sql.matchAll(/^ {2}'(.*)' = '(.*?)',?$/gm)].map(([, key = '', value = '']) => [key, value]);
  return {
    columns: list(columns),
    keys: list(keys),
    location: /LOCATION '(.*)'/.exec(sql)?.[1] ?? '',
    properties: Object.fromEntries(properties) as Record<string, string>,
  };
}

test.each(tables.map((table): [string, ExternalTable] => [`${table.name.table} of ${table.files}`, table]))(
  '%s in Glue is the table that zoneflow ddl makes',
  (_name, table) => {
    const { columns, keys, location, properties } = made(createTable('athena', table));
    expect(columns.length).toBeGreaterThan(3);
    const input = tableInput(table);
    expect(input).toMatchObject({
      partitionKeys: keys.map(parted),
      storageDescriptor: { columns: columns.map(parted), location },
    });
    const classification = table.files === 'parquet' ? 'parquet' : 'csv';
    expect(input.parameters).toEqual({ EXTERNAL: 'TRUE', classification, ...properties });
  }
);

function parted(column: string): { name: string; type: string } {
  const [name = '', type = ''] = column.split(' ');
  return { name, type };
}
