# As every bucket here is: encrypted, reached over TLS only, closed to the public, without leftovers of uploads.
locals {
  buckets = merge(
    local.makes_flow_log ? { flows = var.retention_days } : {},
    # A pod's row stays in the file of the day it started on: history has no age at which it is of no more use.
    { history = null, results = var.result_days },
  )
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket_prefix = "zoneflow-${local.name}-${each.key}-"
  force_destroy = !var.keep_data
  tags          = local.tags

  lifecycle {
    precondition {
      condition     = length(local.name) <= 19
      error_message = "Give a name of up to 19 characters: the cluster's (${local.name}) does not fit the names of buckets."
    }
    precondition {
      condition     = length(compact([var.vpc_id, join("", var.subnet_ids), join("", var.interface_ids), var.flow_log_location])) == 1
      error_message = "Give one of vpc_id, subnet_ids, interface_ids (a flow log is made of them) or flow_log_location (one is there)."
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.this[each.key].bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].bucket

  rule {
    id     = "expiry"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    dynamic "expiration" {
      for_each = each.value == null ? [] : [each.value]

      content {
        days = expiration.value
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for sid, condition in {
        TlsOnly = { Bool = { "aws:SecureTransport" = "false" } }
        Tls12   = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
        } : {
        Sid       = sid
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"]
        Condition = condition
      }],
      [for statement in local.delivery : merge(statement, { Resource = "${aws_s3_bucket.this[each.key].arn}${statement.Resource}" }) if each.key == "flows"],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
