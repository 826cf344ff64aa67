data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  # The descriptions that the CDK app makes its templates of, as they are: what has to be known before anything is made.
  shape = jsondecode(file("${path.module}/deployment.json.tftpl"))
  # And filled in: in a first plan only an apply knows it.
  filled = jsondecode(templatefile("${path.module}/deployment.json.tftpl", {
    flow_bucket      = local.flow_bucket
    flow_prefix      = local.flow_prefix
    history_bucket   = aws_s3_bucket.this["history"].bucket
    result_bucket    = aws_s3_bucket.this["results"].bucket
    partition        = local.partition
    account          = local.account
    region           = local.region
    name             = local.name
    database         = local.database
    accounts         = join(",", length(var.flow_log_accounts) > 0 ? var.flow_log_accounts : [local.account])
    regions          = join(",", length(var.flow_log_regions) > 0 ? var.flow_log_regions : [local.region])
    clusters         = join(",", var.cluster_name)
    first_day        = var.first_day
    first_day_folder = replace(var.first_day, "-", "/")
    first_year       = substr(var.first_day, 0, 4)
  }))
  deployed = local.filled.deployments[var.rollup ? "rolledUp" : "plain"]
  # Settings of the data source, which questions and the rollup go by.
  settings = merge(local.deployed.dataSource, {
    clusters = [for cluster in var.cluster_name : merge({ name = cluster }, var.vpc_id != null && length(var.cluster_name) == 1 ? { vpcId = var.vpc_id } : {})]
  })
  # Statements of each policy, with a resource for each cluster.
  statements = { for policy, list in local.deployed.policies : policy => [
    for statement in list : merge(statement, { Resource = flatten([
      for resource in statement.Resource : strcontains(resource, "@cluster@") ? [for cluster in var.cluster_name : replace(resource, "@cluster@", cluster)] : [resource]
    ]) })
  ] }

  name      = var.name != "" ? var.name : replace(lower(var.cluster_name[0]), "_", "-")
  prefix    = "ZoneFlow-${local.name}"
  database  = "zoneflow_${replace(local.name, "-", "_")}"
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.name
  tags      = { "zoneflow:deployment" = local.name }

  # A flow log of each. Not by the VPC's ID: Terraform has to know the keys while it plans, and the VPC may be of the same apply.
  logged = merge(
    local.makes_flow_log && length(concat(var.subnet_ids, var.interface_ids)) == 0 ? { vpc = "vpc" } : {},
    { for id in var.subnet_ids : id => "subnet" },
    { for id in var.interface_ids : id => "interface" },
  )
  makes_flow_log = var.flow_log_location == null

  flow_bucket = local.makes_flow_log ? one(aws_s3_bucket.this["flows"][*].bucket) : split("/", var.flow_log_location)[2]
  # Empty, or with a slash before it.
  flow_prefix = local.makes_flow_log ? "" : trimsuffix(trimsuffix(replace(coalesce(var.flow_log_location, "s3://-"), "/^s3://[^/]+/", ""), "/"), "/AWSLogs")

  new_fields  = concat(local.shape.recommendedFields, var.next_hop ? local.shape.nextHopFields : [])
  old_fields  = var.flow_log_fields == null ? local.shape.recommendedFields : regexall("[a-z0-9-]+", coalesce(var.flow_log_fields, "-"))
  flow_fields = local.makes_flow_log ? local.new_fields : local.old_fields
}
