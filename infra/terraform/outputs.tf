output "flow_log_location" {
  description = "Where flow records are delivered."
  value       = "s3://${local.flow_bucket}${local.flow_prefix}"
}

output "history_location" {
  description = "Where pod history is kept."
  value       = "s3://${aws_s3_bucket.this["history"].bucket}"
}

output "query_policy_arn" {
  description = "Policy: ask questions."
  value       = aws_iam_policy.this["query"].arn
}

output "collect_policy_arn" {
  description = "Policy: ask questions and collect pod history."
  value       = aws_iam_policy.this["collect"].arn
}

output "doctor_policy_arn" {
  description = "Policy: ask questions and look at the setup."
  value       = aws_iam_policy.this["doctor"].arn
}

output "data_source_role_arn" {
  description = "Role that the data source assumes; null without grafana_principal."
  value       = one(aws_iam_role.data_source[*].arn)
}

output "collector_role_arn" {
  description = "Role of the collector; null without one."
  value       = one(aws_iam_role.collector[*].arn)
}

output "collector_security_group" {
  description = "Group of the collector's function, which the clusters' groups let in on port 443; null where it is in no VPC."
  value       = one(aws_security_group.function[*].id)
}

output "state_machine_arn" {
  description = "State machine that rolls hours up, null without rollup. Run it with {\"from\": ISO, \"to\": ISO} for hours of long ago."
  value       = one(aws_sfn_state_machine.rollup[*].arn)
}

output "kubernetes_group" {
  description = "Group that infra/kubernetes/access lets list and watch pods and nodes."
  value       = local.shape.kubernetesGroup
}

output "provisioning" {
  description = "File for provisioning/datasources of Grafana."
  value = yamlencode({
    apiVersion = 1
    datasources = [{
      name   = "ZoneFlow ${local.name}"
      uid    = "zoneflow-${local.name}"
      type   = "zoneflow-ekscrossaz-datasource"
      access = "proxy"
      jsonData = merge(
        local.settings,
        { authType = "default", defaultRegion = local.region },
        !local.makes_data_source_role ? {} : { assumeRoleArn = one(aws_iam_role.data_source[*].arn) },
        var.external_id == null ? {} : { externalId = var.external_id },
      )
    }]
  })
}
