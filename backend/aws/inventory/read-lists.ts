/** What EC2 lists of an account's region: interfaces and subnets whole, endpoints and NAT gateways for their names. */
import type * as Sdk from '@aws-sdk/client-ec2';
import { ZoneFlowError } from '../../errors';
import { toAwsError } from '../aws-error';
import type { AwsSettings } from '../aws-settings';
import { clientOptions } from '../client-options';
import { withRetries, type RetryOptions } from '../retry';
import type { InventoryLists } from './look';

export interface ListOptions {
  settings: AwsSettings;
  /** Only of these networks; empty for all of the region. */
  vpcs: readonly string[];
  retry?: RetryOptions | undefined;
}

export interface ReadLists extends InventoryLists {
  /** What could not be read and is only of names: one sentence each. */
  warnings: string[];
}

/** At most 1,000 of each a page (EC2 API reference). */
const pageSize = 1000;

/** A few calls, more only from 1,000 interfaces on. Errors: access_denied and others of AWS; of names only a warning. */
export async function readLists({ settings, vpcs, retry }: ListOptions, signal: AbortSignal): Promise<ReadLists> {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = new sdk.EC2Client(clientOptions(settings));
  const warnings: string[] = [];
  const filters = vpcs.length === 0 ? {} : { Filters: [{ Name: 'vpc-id', Values: [...vpcs] }] };
  const asked = async <Page>(action: string, work: () => Promise<Page>): Promise<Page> => {
    try {
      return await withRetries(work, signal, retry);
    } catch (error) {
      signal.throwIfAborted();
      throw toAwsError(error, { action, of: settings.region });
    }
  };
  /** All pages of a list. */
  const all = async <Item>(action: string, ask: (token: PageInput) => Promise<Page<Item>>): Promise<Item[]> => {
    const found: Item[] = [];
    let token: string | undefined;
    do {
      const input = { ...filters, MaxResults: pageSize, ...(token !== undefined && { NextToken: token }) };
      const page = await asked(action, () => ask(input));
      found.push(...(page.items ?? []));
      token = page.next === '' ? undefined : page.next;
    } while (token !== undefined);
    return found;
  };
  const optional = async <Item>(action: string, of: string, list: Promise<Item[]>): Promise<Item[]> => {
    try {
      return await list;
    } catch (error) {
      if (!(error instanceof ZoneFlowError) || error.code !== 'access_denied') {
        throw error;
      }
      warnings.push(`${action} is not allowed: ${of} are named by their IDs.`);
      return [];
    }
  };
  const options = { abortSignal: signal };
  try {
    const [interfaces, subnets, endpoints, natGateways] = await Promise.all([
      all('ec2:DescribeNetworkInterfaces', async (input) => {
        const page = await client.send(new sdk.DescribeNetworkInterfacesCommand(input), options);
        return { items: page.NetworkInterfaces?.filter(hasId('NetworkInterfaceId')), next: page.NextToken };
      }),
      all('ec2:DescribeSubnets', async (input) => {
        const page = await client.send(new sdk.DescribeSubnetsCommand(input), options);
        return { items: page.Subnets?.filter(hasId('SubnetId')), next: page.NextToken };
      }),
      optional(
        'ec2:DescribeVpcEndpoints',
        'VPC endpoints',
        all('ec2:DescribeVpcEndpoints', async (input) => {
          const page = await client.send(new sdk.DescribeVpcEndpointsCommand(input), options);
          return { items: page.VpcEndpoints?.filter(hasId('VpcEndpointId')), next: page.NextToken };
        })
      ),
      optional(
        'ec2:DescribeNatGateways',
        'NAT gateways',
        all('ec2:DescribeNatGateways', async ({ Filters, ...input }) => {
          const page = await client.send(
            new sdk.DescribeNatGatewaysCommand({ ...input, ...(Filters && { Filter: Filters }) }),
            options
          );
          return { items: page.NatGateways?.filter(hasId('NatGatewayId')), next: page.NextToken };
        })
      ),
    ]);
    return { interfaces, subnets, endpoints, natGateways, warnings };
  } finally {
    client.destroy();
  }
}

interface PageInput {
  Filters?: Sdk.Filter[];
  MaxResults: number;
  NextToken?: string;
}

interface Page<Item> {
  items: Item[] | undefined;
  next: string | undefined;
}

/** The SDK's types leave every member out; an item without its ID is none. */
function hasId<Key extends string>(key: Key) {
  return <Item extends Partial<Record<Key, string | undefined>>>(item: Item): item is Item & Record<Key, string> =>
    typeof item[key] === 'string';
}
