# Hours rolled up, applied to a simulated AWS: terraform test. The CDK app's tests compare what comes out with its own templates.
mock_provider "aws" {
  source = "./tests/aws"
}

variables {
  cluster_name = ["shop"]
  vpc_id       = "vpc-0123456789abcdef0"
}

run "hours_rolled_up" {
  variables {
    rollup            = true
    collector_zip     = "tests/rollup.tftest.hcl"
    grafana_principal = "arn:aws-cn:iam::999988887777:role/grafana"
  }

  override_resource {
    target = aws_iam_role.rollup["Planner"]
    values = { arn = "arn:aws-cn:iam::111122223333:role/planner" }
  }
  override_resource {
    target = aws_iam_role.rollup["Rollup"]
    values = { arn = "arn:aws-cn:iam::111122223333:role/state-machine" }
  }
  override_resource {
    target = aws_iam_role.rollup["RollupSchedule"]
    values = { arn = "arn:aws-cn:iam::111122223333:role/schedule" }
  }
}

run "hours_rolled_up_beside_a_collector" {
  variables {
    name          = "nineteen-characters"
    cluster_name  = ["shop", "pay"]
    collector     = "lambda"
    rollup        = true
    collector_zip = "tests/rollup.tftest.hcl"
    alarm_topics  = ["arn:aws-cn:sns:cn-north-1:111122223333:on-call"]
  }
}

run "a_rollup_without_code" {
  command = plan

  variables {
    rollup = true
  }

  expect_failures = [aws_lambda_function.planner]
}
