# Logs of what runs, for two weeks.
locals {
  logged_parts = concat(keys(local.functions), [for part in ["Planner", "Rollup"] : part if var.rollup])
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(local.logged_parts)

  name              = "${local.prefix}-${each.key}"
  retention_in_days = 14
  tags              = local.tags
}
