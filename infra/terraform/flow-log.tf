# VPC user guide, permissions of a bucket for flow logs: of this account and region only.
locals {
  delivery = [
    {
      Sid       = "DeliveryChecks"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["s3:GetBucketAcl", "s3:ListBucket"]
      Resource  = ""
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:logs:${local.region}:${local.account}:*" }
      }
    },
    {
      Sid       = "DeliveryWrites"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["s3:PutObject"]
      Resource  = "/AWSLogs/*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account, "s3:x-amz-acl" = "bucket-owner-full-control" }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:logs:${local.region}:${local.account}:*" }
      }
    },
  ]
}

resource "aws_flow_log" "this" {
  for_each = local.logged

  vpc_id    = each.value == "vpc" ? var.vpc_id : null
  subnet_id = each.value == "subnet" ? each.key : null
  eni_id    = each.value == "interface" ? each.key : null

  # Rejected traffic is told apart by its field: whoever looks at it later finds it.
  traffic_type             = "ALL"
  max_aggregation_interval = 60
  log_destination_type     = "s3"
  log_destination          = aws_s3_bucket.this["flows"].arn
  log_format               = join(" ", [for field in local.flow_fields : "$${${field}}"])
  tags                     = merge(local.tags, { Name = local.prefix })

  destination_options {
    file_format                = "parquet"
    hive_compatible_partitions = true
    per_hour_partition         = true
  }

  # Without its policy EC2 would write one of its own into the bucket, and this one's would be refused.
  depends_on = [aws_s3_bucket_policy.this]
}
