# The state machine that rolls hours up, on a schedule, with the function that knows which and how.
locals {
  # Who runs with each of its roles.
  rollup_roles = !var.rollup ? {} : {
    Planner        = "lambda.amazonaws.com"
    Rollup         = "states.amazonaws.com"
    RollupSchedule = "events.amazonaws.com"
  }
}

resource "aws_iam_role" "rollup" {
  for_each = local.rollup_roles

  name = "${local.prefix}-${each.key}-${local.region}"
  tags = local.tags

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = each.value } }]
  })
}

resource "aws_iam_role_policy" "planner" {
  count = var.rollup ? 1 : 0

  name = "plan"
  role = aws_iam_role.rollup["Planner"].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.statements["planner"], [{
      Sid      = "Logs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["${aws_cloudwatch_log_group.this["Planner"].arn}:*"]
    }])
  })
}

resource "aws_lambda_function" "planner" {
  count = var.rollup ? 1 : 0

  function_name    = "${local.prefix}-Planner"
  description      = "ZoneFlow: hours of ${join(", ", var.cluster_name)} to roll up, and the statements for them"
  filename         = var.collector_zip
  source_code_hash = var.collector_zip == null ? null : filebase64sha256(var.collector_zip)
  handler          = "rollup.handler"
  runtime          = var.collector_runtime
  architectures    = ["x86_64"]
  role             = aws_iam_role.rollup["Planner"].arn
  memory_size      = 512
  timeout          = 900
  tags             = local.tags

  environment {
    variables = { ZONEFLOW_SETTINGS = jsonencode(local.settings) }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this["Planner"].name
  }

  depends_on = [aws_iam_role_policy.planner]

  lifecycle {
    precondition {
      condition     = var.collector_zip != null
      error_message = "rollup needs collector_zip: make it with npm run collector-zip in infra/."
    }
  }
}

resource "aws_iam_role_policy" "rollup" {
  count = var.rollup ? 1 : 0

  name = "run"
  role = aws_iam_role.rollup["Rollup"].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.statements["stateMachine"], [
      {
        Sid      = "Plan"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = [aws_lambda_function.planner[0].arn]
      },
      {
        # Deliveries of logs belong to the account: Step Functions takes a star only.
        Sid    = "Logs"
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
        ]
        Resource = ["*"]
      },
    ])
  })
}

resource "aws_sfn_state_machine" "rollup" {
  count = var.rollup ? 1 : 0

  name       = "zoneflow-${local.name}-rollup"
  role_arn   = aws_iam_role.rollup["Rollup"].arn
  definition = replace(jsonencode(local.filled.stateMachine), "@planner@", aws_lambda_function.planner[0].arn)
  tags       = local.tags

  # Statements and addresses are in the execution's history, for whoever may read that.
  logging_configuration {
    level                  = "ALL"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.this["Rollup"].arn}:*"
  }

  depends_on = [aws_iam_role_policy.rollup]
}

resource "aws_iam_role_policy" "rollup_schedule" {
  count = var.rollup ? 1 : 0

  name = "start"
  role = aws_iam_role.rollup["RollupSchedule"].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Start"
      Effect   = "Allow"
      Action   = ["states:StartExecution"]
      Resource = [aws_sfn_state_machine.rollup[0].arn]
    }]
  })
}

# Twenty minutes past: by then nearly all records of the hour are delivered, and the rest makes it again.
resource "aws_cloudwatch_event_rule" "rollup" {
  count = var.rollup ? 1 : 0

  name                = "${local.prefix}-Rollup"
  description         = "ZoneFlow: roll hours up"
  schedule_expression = "cron(20 * * * ? *)"
  tags                = local.tags
}

resource "aws_cloudwatch_event_target" "rollup" {
  count = var.rollup ? 1 : 0

  rule     = aws_cloudwatch_event_rule.rollup[0].name
  arn      = aws_sfn_state_machine.rollup[0].arn
  role_arn = aws_iam_role.rollup["RollupSchedule"].arn
  # Without an input of its own an event would be the input.
  input = jsonencode(local.shape.scheduledInputs[local.makes_flow_log && var.retention_days < 2 ? "ofShortLife" : "usual"])

  # Its first run finds tables and a workgroup.
  depends_on = [aws_iam_role_policy.rollup_schedule, aws_glue_catalog_table.this, aws_athena_workgroup.this]
}
