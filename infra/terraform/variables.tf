variable "cluster_name" {
  description = "Names of the EKS clusters."
  type        = list(string)

  validation {
    condition     = length(var.cluster_name) > 0 && alltrue([for name in var.cluster_name : can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$", name))])
    error_message = "Name at least one EKS cluster; letters, digits, hyphens and underscores."
  }
}

variable "name" {
  description = "What every name begins with; one account holds as many deployments as there are names. Empty: the first cluster's."
  type        = string
  default     = ""

  validation {
    condition     = var.name == "" || can(regex("^[a-z][a-z0-9-]{0,18}$", var.name))
    error_message = "Up to 19 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "vpc_id" {
  description = "VPC to make a flow log of. Give one of vpc_id, subnet_ids, interface_ids and flow_log_location."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = "Subnets to make a flow log of, each; ones that are there already."
  type        = list(string)
  default     = []
}

variable "interface_ids" {
  description = "Network interfaces to make a flow log of, each; ones that are there already."
  type        = list(string)
  default     = []
}

variable "next_hop" {
  description = "Ask for the fields of version 11; false where EC2 does not know them."
  type        = bool
  default     = true
}

variable "retention_days" {
  description = "Days that flow records are kept."
  type        = number
  default     = 90
}

variable "flow_log_location" {
  description = "Instead of a new flow log: s3://bucket/prefix above AWSLogs/ of one that is there."
  type        = string
  default     = null

  validation {
    condition     = var.flow_log_location == null || can(regex("^s3://[^/]+", var.flow_log_location))
    error_message = "Begin with s3:// and a bucket."
  }
}

variable "flow_log_fields" {
  description = "Format of the existing flow log as DescribeFlowLogs shows it, in its order. Null: the recommended fields."
  type        = string
  default     = null

  validation {
    condition     = var.flow_log_fields == null || alltrue([for field in ["pkt-srcaddr", "pkt-dstaddr", "start", "bytes"] : contains(regexall("[a-z0-9-]+", coalesce(var.flow_log_fields, "-")), field)])
    error_message = "Without pkt-srcaddr, pkt-dstaddr, start and bytes no question can be answered; make a flow log that has them (vpc_id)."
  }
}

variable "flow_log_files" {
  description = "Of the existing flow log: parquet or text."
  type        = string
  default     = "parquet"

  validation {
    condition     = contains(["parquet", "text"], var.flow_log_files)
    error_message = "parquet or text."
  }
}

variable "flow_log_hive" {
  description = "Whether the existing flow log has Hive-compatible prefixes."
  type        = bool
  default     = true
}

variable "flow_log_hourly" {
  description = "Whether the existing flow log has a prefix for each hour."
  type        = bool
  default     = true
}

variable "flow_log_accounts" {
  description = "Accounts that deliver to the existing flow log's location. Empty: this one."
  type        = list(string)
  default     = []
}

variable "flow_log_regions" {
  description = "Regions that deliver to the existing flow log's location. Empty: this one."
  type        = list(string)
  default     = []
}

variable "first_day" {
  description = "Nothing is looked for before, 2026-01-31."
  type        = string
  default     = "2026-01-01"

  validation {
    condition     = can(formatdate("YYYY", "${var.first_day}T00:00:00Z"))
    error_message = "A day such as 2026-01-31."
  }
}

variable "result_days" {
  description = "Days that results of questions are kept."
  type        = number
  default     = 7
}

variable "scan_limit_gb" {
  description = "A question that would read more GB is stopped."
  type        = number
  default     = 200

  validation {
    condition     = var.scan_limit_gb >= 0.01
    error_message = "Athena knows no limit below 10 MB."
  }
}

variable "keep_data" {
  description = "False: terraform destroy empties and removes the buckets."
  type        = bool
  default     = true
}

variable "grafana_principal" {
  description = "ARN of the role or user that may assume the data source's role. Null: no role is made."
  type        = string
  default     = null
}

variable "data_source_role" {
  description = "Whether to make the data source's role. Null: if grafana_principal is given. Say true where the same apply makes that principal, as Terraform has to know it while it plans."
  type        = bool
  default     = null
}

variable "external_id" {
  description = "External ID that the data source's role asks for."
  type        = string
  default     = null
}

variable "reader_roles" {
  description = "ARNs of roles of other collectors that may list pods and nodes."
  type        = list(string)
  default     = []
}

variable "collector" {
  description = "none, pod (a role by EKS Pod Identity; the pod is in infra/kubernetes) or lambda."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["none", "pod", "lambda"], var.collector)
    error_message = "none, pod or lambda."
  }
}

variable "collector_zip" {
  description = "Zip of the functions: npm run collector-zip in infra/. Needed with collector = lambda and with rollup."
  type        = string
  default     = null
}

variable "collector_runtime" {
  description = "Node.js of the functions: nodejs24.x where the AWS provider knows it (6.21 or later)."
  type        = string
  default     = "nodejs22.x"
}

variable "collector_minutes" {
  description = "Minutes from one look at the clusters to the next."
  type        = number
  default     = 1
}

variable "inventory_minutes" {
  description = "Minutes from one look at network interfaces and subnets to the next."
  type        = number
  default     = 15
}

variable "collector_subnet_ids" {
  description = "Subnets of the function that asks private endpoints. Empty: it is in no VPC."
  type        = list(string)
  default     = []
}

variable "collector_vpc_id" {
  description = "VPC of those subnets."
  type        = string
  default     = null
}

variable "cluster_security_group_ids" {
  description = "Security groups of the clusters that are to let the function in on port 443."
  type        = list(string)
  default     = []
}

variable "collector_namespace" {
  description = "Namespace of the collector's pod."
  type        = string
  default     = "zoneflow"
}

variable "collector_service_account" {
  description = "Service account of the collector's pod."
  type        = string
  default     = "zoneflow-collector"
}

variable "rollup" {
  description = "Sum hours up every hour, those again whose records came late; for long ranges of large networks."
  type        = bool
  default     = false
}

variable "alarm_topics" {
  description = "ARNs of SNS topics that alarms tell."
  type        = list(string)
  default     = []
}
