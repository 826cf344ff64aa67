# Where questions run, and the policies of whoever asks.
resource "aws_athena_workgroup" "this" {
  name          = "zoneflow-${local.name}"
  description   = "ZoneFlow: ${join(", ", var.cluster_name)}"
  force_destroy = true
  tags          = local.tags

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = floor(var.scan_limit_gb * 1000000000)

    result_configuration {
      output_location       = "s3://${aws_s3_bucket.this["results"].bucket}/"
      expected_bucket_owner = local.account

      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }
}

locals {
  makes_data_source_role = var.data_source_role == null ? var.grafana_principal != null : var.data_source_role
  policies = {
    query   = "ZoneFlow: ask questions"
    collect = "ZoneFlow: ask questions and collect pod history"
    doctor  = "ZoneFlow: ask questions and look at the setup"
  }
}

resource "aws_iam_policy" "this" {
  for_each = local.policies

  # IAM's names are the account's, and the same deployment may stand in two regions.
  name        = "${local.prefix}-${each.key}-${local.region}"
  description = each.value
  policy      = jsonencode({ Version = "2012-10-17", Statement = local.statements[each.key] })
  tags        = local.tags
}

resource "aws_iam_role" "data_source" {
  count = local.makes_data_source_role ? 1 : 0

  name        = "${local.prefix}-DataSource-${local.region}"
  description = "ZoneFlow: data source over ${join(", ", var.cluster_name)}"
  tags        = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.grafana_principal } },
      var.external_id == null ? {} : { Condition = { StringEquals = { "sts:ExternalId" = var.external_id } } },
    )]
  })

  lifecycle {
    precondition {
      condition     = var.grafana_principal != null && var.grafana_principal != "*"
      error_message = "Name the role or user that may assume the data source's role."
    }
  }
}

# The doctor's size holds that of questions: Save and test then names what is wrong.
resource "aws_iam_role_policy_attachment" "data_source" {
  count = local.makes_data_source_role ? 1 : 0

  role       = aws_iam_role.data_source[0].name
  policy_arn = aws_iam_policy.this["doctor"].arn
}
