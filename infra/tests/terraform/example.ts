/** The example of docs/deploy/terraform.md as a run of Terraform: network, cluster and Grafana's role are of the same apply. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { infraFolder } from '../manifests.test-data';

export const exampleRun = 'the_example_of_the_page';

/** @param folder of a copy of the module */
export function writeExample(folder: string): void {
  const page = readFileSync(join(infraFolder, '..', 'docs', 'deploy', 'terraform.md'), 'utf8');
  const [, example] = /```hcl\n(.*?)```/s.exec(page) ?? [];
  if (example === undefined) {
    throw new Error('docs/deploy/terraform.md has no example');
  }
  const files = {
    'example.tftest.hcl': `mock_provider "aws" {
  source = "./tests/aws"
}

run "${exampleRun}" {
  module {
    source = "./tests/example"
  }
}
`,
    'example/main.tf': `${example.replace(/source = "github.com[^"]*"/, 'source = "../.."')}${besideIt}`,
    'example/collector.zip': '',
    ...Object.fromEntries(Object.entries(publicModules).map(([name, text]) => [`example/${name}/main.tf`, text])),
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'tests', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
}

const besideIt = `
module "vpc" {
  source = "./vpc"
}

module "eks" {
  source = "./eks"
  vpc_id = module.vpc.vpc_id
}

resource "aws_iam_role" "grafana" {
  name_prefix        = "grafana"
  assume_role_policy = "{}"
}
`;

/** What the example takes of terraform-aws-modules/vpc and terraform-aws-modules/eks, by their outputs' names. */
const publicModules = {
  vpc: `
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/24"
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "private_subnets" {
  value = aws_subnet.private[*].id
}
`,
  eks: `
variable "vpc_id" {
  type = string
}

resource "aws_security_group" "cluster" {
  vpc_id = var.vpc_id
}

output "cluster_name" {
  value = "shop"
}

output "cluster_primary_security_group_id" {
  value = aws_security_group.cluster.id
}
`,
};
