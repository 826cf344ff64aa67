/** What the AWS CLI printed of interfaces and subnets, as lists: for people without access to the API from here. Pure. */
import * as z from 'zod/mini';
import { ZoneFlowError } from '../../errors';
import { endpointSchema, interfaceSchema, natGatewaySchema, subnetSchema } from './interface';
import type { InventoryLists } from './look';

const outputSchema = z.object({
  NetworkInterfaces: z.optional(z.array(interfaceSchema)),
  Subnets: z.optional(z.array(subnetSchema)),
  VpcEndpoints: z.optional(z.array(endpointSchema)),
  NatGateways: z.optional(z.array(natGatewaySchema)),
  NextToken: z.nullish(z.string()),
});

export interface ParsedLists extends InventoryLists {
  account: string;
  region: string;
  /** The networks that the lists name, and so are whole of. */
  vpcs: Set<string>;
}

/**
 * The outputs of `aws ec2 describe-network-interfaces`, `describe-subnets` and, for names, `describe-vpc-endpoints` and
 * `describe-nat-gateways`, in any order. The account is the one that owns most of the subnets, the region that of the zones.
 * Errors: bad_input for anything else, for a list that is not whole, and without interfaces or subnets.
 */
export function parseLists(
  files: ReadonlyArray<{ file: string; text: string }>,
  given: { account?: string | undefined; region?: string | undefined }
): ParsedLists {
  const outputs = files.map(({ file, text }) => parseOutput(file, text));
  const interfaces = outputs.flatMap(({ NetworkInterfaces }) => NetworkInterfaces ?? []);
  const subnets = outputs.flatMap(({ Subnets }) => Subnets ?? []);
  if (!outputs.some(({ NetworkInterfaces }) => NetworkInterfaces) || subnets.length === 0) {
    const missing = subnets.length === 0 ? 'subnet' : 'network interface';
    throw new ZoneFlowError(
      'bad_input',
      `There is no list of ${missing}s in ${files.map(({ file }) => file).join(', ')}`,
      {
        remedy: `Add the output of \`aws ec2 describe-${missing.replace(' ', '-')}s --output json\`.`,
      }
    );
  }
  const zones = [...subnets, ...interfaces].map(({ AvailabilityZone }) => AvailabilityZone ?? '');
  const regions = new Set(zones.map(regionOfZone).filter((region) => region !== ''));
  const region = given.region ?? [...regions].join(', ');
  if (regions.size > 1 || region === '' || (regions.size === 1 && !regions.has(region))) {
    throw new ZoneFlowError('bad_input', `The lists are of ${[...regions].join(', ') || 'no known region'}`, {
      remedy: 'Import the lists of each region by themselves, with --region where it cannot be told from them.',
    });
  }
  const account = given.account ?? mostFrequent([...subnets, ...interfaces].map(({ OwnerId }) => OwnerId ?? ''));
  if (account === '') {
    throw new ZoneFlowError('bad_input', 'The lists do not tell of which account they are', {
      remedy: 'Give --account.',
    });
  }
  return {
    ...{ interfaces, subnets, account, region },
    endpoints: outputs.flatMap(({ VpcEndpoints }) => VpcEndpoints ?? []),
    natGateways: outputs.flatMap(({ NatGateways }) => NatGateways ?? []),
    vpcs: new Set([...subnets, ...interfaces].flatMap(({ VpcId }) => (VpcId ? [VpcId] : []))),
  };
}

function parseOutput(file: string, text: string): z.infer<typeof outputSchema> {
  const output = outputSchema.safeParse(json(file, text));
  if (!output.success) {
    const [issue] = output.error.issues;
    throw notLists(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it cannot be read'}`);
  }
  const { NextToken: next, ...lists } = output.data;
  if (Object.values(lists).every((list) => list === undefined)) {
    throw notLists(file, 'it has no list of interfaces, subnets, endpoints or NAT gateways');
  }
  if (next) {
    throw new ZoneFlowError('bad_input', `${file} is the beginning of a list: what it lacks would count as gone`, {
      remedy: 'Let the AWS CLI print all pages: without --max-items and --no-paginate.',
    });
  }
  return output.data;
}

function json(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notLists(file, error instanceof Error ? error.message : 'it is no JSON');
  }
}

function notLists(file: string, reason: string): ZoneFlowError {
  return new ZoneFlowError('bad_input', `${file} is no output of \`aws ec2 describe-…\`: ${reason}`, {
    remedy: 'Give the JSON that `aws ec2 describe-network-interfaces --output json` and describe-subnets print.',
  });
}

/** `us-east-1` of `us-east-1a`, `us-west-2` of the local zone `us-west-2-lax-1a`. */
function regionOfZone(zone: string): string {
  return /^[a-z]{2,}(?:-[a-z]+)+-\d+/.exec(zone)?.[0] ?? '';
}

function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts.filter((one) => one !== '')) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort(([left, m], [right, n]) => n - m || (left < right ? -1 : 1))[0]?.[0] ?? '';
}
