# The collector as functions, applied to a simulated AWS: terraform test. The CDK app's tests compare what comes out with its own templates.
mock_provider "aws" {
  source = "./tests/aws"
}

variables {
  cluster_name = ["shop"]
  vpc_id       = "vpc-0123456789abcdef0"
}

run "a_function_in_the_vpc_collects" {
  variables {
    name                       = "two"
    cluster_name               = ["shop", "pay"]
    collector                  = "lambda"
    collector_zip              = "tests/collector.tftest.hcl"
    collector_vpc_id           = "vpc-0123456789abcdef0"
    collector_subnet_ids       = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    cluster_security_group_ids = ["sg-0123456789abcdef0"]
    alarm_topics               = ["arn:aws-cn:sns:cn-north-1:111122223333:on-call"]
  }
}

run "a_function_without_code" {
  command = plan

  variables {
    collector = "lambda"
  }

  expect_failures = [aws_lambda_function.this]
}
