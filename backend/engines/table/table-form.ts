/** Tables of other forms than folders with partitions: views and Iceberg tables, and how they are pruned by time. Pure. */
import type { TableColumn, TableSchema } from './sql-client';

/** Iceberg keeps the least and greatest `start` of each file: the condition on the range prunes by itself. */
export function isIceberg({ properties }: TableSchema): boolean {
  // Glue's parameter; Trino's Iceberg connector shows properties as rows of key and value.
  return properties['table_type']?.toLowerCase() === 'iceberg' || ('key' in properties && 'value' in properties);
}

/**
 * A view has no partition keys, but passes conditions on to the columns behind it: columns named like the keys of flow logs
 * are taken for keys. Any other table as it is.
 */
export function withViewKeys(schema: TableSchema): TableSchema {
  if (!isView(schema)) {
    return schema;
  }
  const keys = schema.columns.filter(isKeyOfTime);
  return keys.length === 0 ? schema : { ...schema, partitionKeys: keys };
}

/** Tables of folders have properties on every engine; a view has none, or Athena's mark. */
export function isView({ partitionKeys, properties }: TableSchema): boolean {
  return partitionKeys.length === 0 && (Object.keys(properties).length === 0 || properties['presto_view'] === 'true');
}

function isKeyOfTime({ name, type }: TableColumn): boolean {
  return type.toLowerCase() === 'date' || /^(?:year|month|day|hour|date|dt|datehour|date_hour)$/i.test(name);
}
