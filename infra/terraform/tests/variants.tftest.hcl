# Ways of deploying, applied to a simulated AWS: terraform test. The CDK app's tests compare what comes out with its own templates.
mock_provider "aws" {
  source = "./tests/aws"
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

run "a_cluster_whose_name_is_too_long_for_buckets" {
  command = plan

  variables {
    vpc_id       = "vpc-0123456789abcdef0"
    cluster_name = ["a-name-of-20-letters"]
  }

  expect_failures = [aws_s3_bucket.this]
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
