# Where a function is that reaches private endpoints: port 443 and no more, and only its service may make its interfaces.
locals {
  in_vpc        = anytrue([for function in values(local.functions) : function.in_vpc])
  of_interfaces = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"]
}

# Lambda user guide, execution role of a function in a VPC. EC2 is asked by Lambda on the role's behalf; its code may not.
resource "aws_iam_role_policy" "network" {
  count = local.in_vpc ? 1 : 0

  name = "network"
  role = aws_iam_role.collector[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Interfaces"
        Effect   = "Allow"
        Action   = concat(local.of_interfaces, ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"])
        Resource = ["*"]
      },
      {
        Sid       = "NotByItsCode"
        Effect    = "Deny"
        Action    = local.of_interfaces
        Resource  = ["*"]
        Condition = { Null = { "lambda:SourceFunctionArn" = "false" } }
      },
    ]
  })
}

resource "aws_security_group" "function" {
  count = local.in_vpc ? 1 : 0

  name_prefix = "${local.prefix}-Collector-"
  description = "ZoneFlow: collector of ${join(" ", var.cluster_name)}"
  vpc_id      = var.collector_vpc_id
  tags        = local.tags

  lifecycle {
    precondition {
      condition     = var.collector_vpc_id != null
      error_message = "A function in a VPC needs collector_vpc_id beside collector_subnet_ids."
    }
  }
}

resource "aws_vpc_security_group_egress_rule" "function" {
  for_each = local.in_vpc ? { ipv4 = "0.0.0.0/0", ipv6 = "::/0" } : {}

  security_group_id = aws_security_group.function[0].id
  description       = "API servers, and AWS by NAT or endpoints"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.key == "ipv4" ? each.value : null
  cidr_ipv6         = each.key == "ipv6" ? each.value : null
}

resource "aws_vpc_security_group_ingress_rule" "cluster" {
  # Not by their IDs, which Terraform may not know while it plans.
  for_each = { for index, group in var.cluster_security_group_ids : index => group if local.in_vpc }

  security_group_id            = each.value
  referenced_security_group_id = aws_security_group.function[0].id
  description                  = "ZoneFlow collector to the API server"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
