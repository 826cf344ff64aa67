# Ways of deploying, applied to a simulated AWS: terraform test. The CDK app's tests compare what comes out with its own templates.
mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "111122223333"
    }
  }
  mock_data "aws_partition" {
    defaults = {
      partition = "aws-cn"
    }
  }
  mock_data "aws_region" {
    defaults = {
      name = "cn-north-1"
    }
  }
  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws-cn:iam::111122223333:role/made"
    }
  }
  mock_resource "aws_iam_policy" {
    defaults = {
      arn = "arn:aws-cn:iam::111122223333:policy/made"
    }
  }
  mock_resource "aws_s3_bucket" {
    defaults = {
      arn = "arn:aws-cn:s3:::made"
    }
  }
  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws-cn:sqs:cn-north-1:111122223333:made"
    }
  }
  mock_resource "aws_lambda_function" {
    defaults = {
      arn = "arn:aws-cn:lambda:cn-north-1:111122223333:function:made"
    }
  }
  mock_resource "aws_cloudwatch_event_rule" {
    defaults = {
      arn = "arn:aws-cn:events:cn-north-1:111122223333:rule/made"
    }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws-cn:logs:cn-north-1:111122223333:log-group:made"
    }
  }
}

variables {
  cluster_name = ["shop"]
}

run "one_vpc" {
  variables {
    vpc_id            = "vpc-0123456789abcdef0"
    grafana_principal = "arn:aws-cn:iam::999988887777:role/grafana"
    external_id       = "shop-42"
  }
}

run "a_function_in_the_vpc_collects" {
  variables {
    name                       = "two"
    cluster_name               = ["shop", "pay"]
    vpc_id                     = "vpc-0123456789abcdef0"
    collector                  = "lambda"
    collector_zip              = "tests/variants.tftest.hcl"
    collector_vpc_id           = "vpc-0123456789abcdef0"
    collector_subnet_ids       = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    cluster_security_group_ids = ["sg-0123456789abcdef0"]
    alarm_topics               = ["arn:aws-cn:sns:cn-north-1:111122223333:on-call"]
  }
}

run "an_existing_flow_log_and_a_pod_that_collects" {
  variables {
    flow_log_location = "s3://central-logs/vpc/AWSLogs/"
    flow_log_fields   = "$${az-id} $${flow-direction} $${pkt-srcaddr} $${pkt-dstaddr} $${start} $${bytes}"
    flow_log_files    = "text"
    flow_log_hive     = false
    flow_log_accounts = ["111122223333", "444455556666"]
    flow_log_regions  = ["us-east-1"]
    collector         = "pod"
  }
}

run "no_network_to_log" {
  command = plan

  expect_failures = [aws_s3_bucket.this]
}

run "two_networks_to_log" {
  command = plan

  variables {
    vpc_id     = "vpc-0123456789abcdef0"
    subnet_ids = ["subnet-0123456789abcdef0"]
  }

  expect_failures = [aws_s3_bucket.this]
}

run "a_function_without_code" {
  command = plan

  variables {
    vpc_id    = "vpc-0123456789abcdef0"
    collector = "lambda"
  }

  expect_failures = [aws_lambda_function.this]
}

run "wrong_values" {
  command = plan

  variables {
    vpc_id          = "vpc-0123456789abcdef0"
    name            = "Shop"
    first_day       = "2026-02-30"
    scan_limit_gb   = 0.001
    collector       = "cron"
    flow_log_fields = "$${srcaddr} $${bytes} $${start}"
  }

  expect_failures = [var.name, var.first_day, var.scan_limit_gb, var.collector, var.flow_log_fields]
}
