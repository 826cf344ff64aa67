# Tables of flow records, pod history and hours summed up; partitions are projected, so nothing has to load them. No setting of the account is touched.
locals {
  flow_layout = local.makes_flow_log ? "parquet-hive-hourly" : "${var.flow_log_files}-${var.flow_log_hive ? "hive" : "plain"}-${var.flow_log_hourly ? "hourly" : "daily"}"
  flow_types  = local.shape.fieldTypes[local.makes_flow_log ? "parquet" : var.flow_log_files]
  flow_columns = [for field in local.flow_fields : {
    name = replace(lower(field), "-", "_")
    type = lookup(local.flow_types, field, "string")
  }]

  table_shapes = merge(
    { (local.shape.flowTables[local.flow_layout].name) = merge(local.shape.flowTables[local.flow_layout], { columns = local.flow_columns }) },
    { for table in local.shape.storedTables : table.name => merge(table, { columns = table.storageDescriptor.columns }) },
  )
  tables = merge(
    { (local.shape.flowTables[local.flow_layout].name) = local.filled.flowTables[local.flow_layout] },
    { for index, table in local.shape.storedTables : table.name => local.filled.storedTables[index] },
  )
}

resource "aws_glue_catalog_database" "this" {
  name        = local.database
  description = "ZoneFlow: ${join(", ", var.cluster_name)}"
  tags        = local.tags
}

resource "aws_glue_catalog_table" "this" {
  for_each = local.table_shapes

  database_name = aws_glue_catalog_database.this.name
  name          = each.key
  table_type    = each.value.tableType
  parameters    = local.tables[each.key].parameters

  dynamic "partition_keys" {
    for_each = each.value.partitionKeys

    content {
      name = partition_keys.value.name
      type = partition_keys.value.type
    }
  }

  storage_descriptor {
    location      = local.tables[each.key].storageDescriptor.location
    input_format  = each.value.storageDescriptor.inputFormat
    output_format = each.value.storageDescriptor.outputFormat

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name = columns.value.name
        type = columns.value.type
      }
    }

    ser_de_info {
      serialization_library = each.value.storageDescriptor.serdeInfo.serializationLibrary
      parameters            = try(each.value.storageDescriptor.serdeInfo.parameters, {})
    }
  }
}
