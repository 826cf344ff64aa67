# What fails, falls silent or gives up is told.
locals {
  # Each is of one metric, and goes off once it has counted one; where silence is meant, once it has counted none.
  alarms = merge(concat(
    [for name, function in local.functions : {
      "${name}-Fails" = {
        description = "${function.description}: three looks in a row failed; the function's log says why"
        metric      = ["AWS/Lambda", "Errors", "Sum"]
        dimensions  = { FunctionName = aws_lambda_function.this[name].function_name }
        period      = function.minutes * 60
        in_a_row    = 3
        silence     = false
      }
      "${name}-Dropped" = {
        description = "${function.description}: looks were given up; the queue holds their events"
        metric      = ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum"]
        dimensions  = { QueueName = aws_sqs_queue.failed[name].name }
        period      = 300
        in_a_row    = 1
        silence     = false
      }
    }],
    [for machine in aws_sfn_state_machine.rollup : {
      for metric, meant in {
        ExecutionsFailed    = { what = local.hours_not_rolled_up, hours = 1, silence = false }
        ExecutionsTimedOut  = { what = local.hours_not_rolled_up, hours = 1, silence = false }
        ExecutionsSucceeded = { what = "nothing was rolled up for three hours", hours = 3, silence = true }
        } : "Rollup-${metric}" => {
        description = "ZoneFlow ${local.name}: ${meant.what}"
        metric      = ["AWS/States", metric, "Sum"]
        dimensions  = { StateMachineArn = machine.arn }
        period      = meant.hours * 3600
        in_a_row    = 1
        silence     = meant.silence
      }
    }],
  )...)
  hours_not_rolled_up = "hours were not rolled up; the execution's history says why. Questions read them from records meanwhile"
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.prefix}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.metric[0]
  metric_name         = each.value.metric[1]
  statistic           = each.value.metric[2]
  dimensions          = each.value.dimensions
  period              = each.value.period
  evaluation_periods  = each.value.in_a_row
  datapoints_to_alarm = each.value.in_a_row > 1 ? each.value.in_a_row : null
  threshold           = 1
  comparison_operator = each.value.silence ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold"
  # What did not run at all is told by the alarm of silence, not by that of failure.
  treat_missing_data = each.value.silence ? "breaching" : "notBreaching"
  alarm_actions      = var.alarm_topics
  ok_actions         = var.alarm_topics
  tags               = local.tags
}

# Silence of a function takes two metrics: one that is called and fails each time is silent, too.
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
