# An account in which everything that is made has an ARN of its kind.
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
mock_resource "aws_sfn_state_machine" {
  defaults = {
    arn = "arn:aws-cn:states:cn-north-1:111122223333:stateMachine:made"
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
