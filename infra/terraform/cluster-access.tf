# Who may read the clusters. No access policy of EKS: those for viewing hold more than pods, and none but the administrator's holds nodes.
locals {
  makes_role = var.collector != "none"
  readers = merge(
    var.collector == "lambda" ? { Collector = one(aws_iam_role.collector[*].arn) } : {},
    # Not by their ARNs, which Terraform may not know while it plans.
    { for index, arn in var.reader_roles : "Reader ${index + 1}" => arn },
  )
  access = merge([for cluster in var.cluster_name : {
    for reader, arn in local.readers : "${cluster} ${reader}" => { cluster = cluster, arn = arn }
  }]...)
}

resource "aws_iam_role" "collector" {
  count = local.makes_role ? 1 : 0

  name        = "${local.prefix}-Collector-${local.region}"
  description = "ZoneFlow: collector of ${join(", ", var.cluster_name)}"
  tags        = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = var.collector == "pod" ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"]
      Principal = { Service = var.collector == "pod" ? "pods.eks.amazonaws.com" : "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "collector" {
  count = local.makes_role ? 1 : 0

  name   = "collect"
  role   = aws_iam_role.collector[0].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements["collector"] })
}

resource "aws_eks_access_entry" "this" {
  for_each = local.access

  cluster_name      = each.value.cluster
  principal_arn     = each.value.arn
  kubernetes_groups = [local.shape.kubernetesGroup]
  type              = "STANDARD"
  tags              = local.tags
}

# Its rights in the cluster are those of its service account: it needs no access entry.
resource "aws_eks_pod_identity_association" "this" {
  for_each = var.collector == "pod" ? toset(var.cluster_name) : []

  cluster_name    = each.key
  namespace       = var.collector_namespace
  service_account = var.collector_service_account
  role_arn        = aws_iam_role.collector[0].arn
  tags            = local.tags
}
