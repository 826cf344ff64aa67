/** A table of the product as Glue keeps it: the same description that `zoneflow ddl` makes its statements of. Pure. */
import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import { athenaProperties, type ExternalTable } from '../../backend/engines/table/ddl-text';

export function tableInput(table: ExternalTable): CfnTable.TableInputProperty {
  return {
    name: table.name.table,
    tableType: 'EXTERNAL_TABLE',
    parameters: {
      EXTERNAL: 'TRUE',
      classification: table.files === 'parquet' ? 'parquet' : 'csv',
      ...Object.fromEntries(athenaProperties(table)),
    },
    partitionKeys: table.keys.map(({ name, type }) => ({ name, type })),
    storageDescriptor: {
      location: `${table.location}/`,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      ...formats[table.files],
    },
  };
}

const formats: Readonly<Record<ExternalTable['files'], CfnTable.StorageDescriptorProperty>> = {
  parquet: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  },
  text: {
    inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    serdeInfo: {
      serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
      parameters: { 'field.delim': ' ', 'serialization.format': ' ' },
    },
  },
};
