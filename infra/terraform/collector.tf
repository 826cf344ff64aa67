# Functions that keep the history: pods and nodes of the clusters by the minute, interfaces and subnets by the quarter of an hour.
locals {
  functions = var.collector != "lambda" ? {} : {
    Pods = {
      description = "ZoneFlow: pods and nodes of ${join(", ", var.cluster_name)}"
      handler     = "collect.handler"
      minutes     = var.collector_minutes
      environment = { ZONEFLOW_CLUSTERS = join(",", var.cluster_name) }
      in_vpc      = length(var.collector_subnet_ids) > 0
    }
    # EC2 is asked, which answers anywhere: no network is needed, whatever the cluster's endpoint is.
    Inventory = {
      description = "ZoneFlow: interfaces and subnets around ${join(", ", var.cluster_name)}"
      handler     = "inventory.handler"
      minutes     = var.inventory_minutes
      environment = { ZONEFLOW_VPCS = var.vpc_id == null ? "" : var.vpc_id }
      in_vpc      = false
    }
  }
}

resource "aws_sqs_queue" "failed" {
  for_each = local.functions

  name                      = "${local.prefix}-${each.key}-Failed"
  message_retention_seconds = 14 * 24 * 3600
  sqs_managed_sse_enabled   = true
  tags                      = local.tags
}

resource "aws_sqs_queue_policy" "failed" {
  for_each = local.functions

  queue_url = aws_sqs_queue.failed[each.key].url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.failed[each.key].arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_iam_role_policy" "function" {
  count = var.collector == "lambda" ? 1 : 0

  name = "run"
  role = aws_iam_role.collector[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = [for name in keys(local.functions) : "${aws_cloudwatch_log_group.this[name].arn}:*"]
      },
      {
        Sid      = "Failures"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [for queue in values(aws_sqs_queue.failed) : queue.arn]
      },
    ]
  })
}

resource "aws_lambda_function" "this" {
  for_each = local.functions

  function_name    = "${local.prefix}-${each.key}"
  description      = each.value.description
  filename         = var.collector_zip
  source_code_hash = var.collector_zip == null ? null : filebase64sha256(var.collector_zip)
  handler          = each.value.handler
  runtime          = var.collector_runtime
  architectures    = ["x86_64"]
  role             = aws_iam_role.collector[0].arn
  memory_size      = 512
  timeout          = 120
  # Two looks at once would be right, but of no use.
  reserved_concurrent_executions = 1
  tags                           = local.tags

  environment {
    variables = merge(
      local.shape.functionEnvironment,
      each.value.environment,
      { ZONEFLOW_HISTORY = "s3://${aws_s3_bucket.this["history"].bucket}" },
    )
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed[each.key].arn
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this[each.key].name
  }

  dynamic "vpc_config" {
    for_each = each.value.in_vpc ? [1] : []

    content {
      subnet_ids         = var.collector_subnet_ids
      security_group_ids = [aws_security_group.function[0].id]
    }
  }

  depends_on = [aws_iam_role_policy.function, aws_iam_role_policy.network, aws_iam_role_policy.collector, aws_eks_access_entry.this]

  lifecycle {
    precondition {
      condition     = var.collector_zip != null
      error_message = "collector = lambda needs collector_zip: make it with npm run collector-zip in infra/."
    }
  }
}

# The next look tells all that this one would have: nothing is tried again, and nothing is put off beyond the next.
resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = local.functions

  function_name                = aws_lambda_function.this[each.key].function_name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = max(60, each.value.minutes * 60)
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.functions

  name                = "${local.prefix}-${each.key}"
  description         = "${each.value.description}, every ${each.value.minutes == 1 ? "minute" : "${each.value.minutes} minutes"}"
  schedule_expression = "rate(${each.value.minutes} minute${each.value.minutes == 1 ? "" : "s"})"
  tags                = local.tags
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.functions

  rule = aws_cloudwatch_event_rule.this[each.key].name
  arn  = aws_lambda_function.this[each.key].arn

  retry_policy {
    maximum_retry_attempts       = 0
    maximum_event_age_in_seconds = 60
  }
}

resource "aws_lambda_permission" "schedule" {
  for_each = local.functions

  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this[each.key].function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.this[each.key].arn
}
