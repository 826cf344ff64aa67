# A function that fails, falls silent or gives a look up is told.
resource "aws_cloudwatch_metric_alarm" "fails" {
  for_each = local.functions

  alarm_name          = "${local.prefix}-${each.key}-Fails"
  alarm_description   = "${each.value.description}: three looks in a row failed; the function's log says why"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.this[each.key].function_name }
  statistic           = "Sum"
  period              = each.value.minutes * 60
  evaluation_periods  = 3
  datapoints_to_alarm = 3
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  # A look that was not made is the other alarm's.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.alarm_topics
  ok_actions         = var.alarm_topics
  tags               = local.tags
}

resource "aws_cloudwatch_metric_alarm" "ages" {
  for_each = local.functions

  alarm_name          = "${local.prefix}-${each.key}-Ages"
  alarm_description   = "${each.value.description}: no look succeeded for ${5 * each.value.minutes} minutes, what is known grows old"
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_topics
  ok_actions          = var.alarm_topics
  tags                = local.tags

  dynamic "metric_query" {
    for_each = { made = "Invocations", failed = "Errors" }

    content {
      id          = metric_query.key
      return_data = false

      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        dimensions  = { FunctionName = aws_lambda_function.this[each.key].function_name }
        period      = 5 * each.value.minutes * 60
        stat        = "Sum"
      }
    }
  }

  metric_query {
    id          = "succeeded"
    expression  = "FILL(made, 0) - FILL(failed, 0)"
    label       = "Looks that succeeded"
    return_data = true
  }
}

resource "aws_cloudwatch_metric_alarm" "dropped" {
  for_each = local.functions

  alarm_name          = "${local.prefix}-${each.key}-Dropped"
  alarm_description   = "${each.value.description}: looks were given up; the queue holds their events"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.failed[each.key].name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topics
  ok_actions          = var.alarm_topics
  tags                = local.tags
}
