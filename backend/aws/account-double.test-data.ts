/** A small EC2 and STS in this process, for tests: flow logs in memory behind the query protocol, refusals on demand. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface DescribedFlowLog {
  id: string;
  resource: string;
  format: string;
  /** `arn:aws:s3:::bucket/prefix`, or the type of another destination. */
  destination: string;
  options?: { FileFormat?: string; HiveCompatiblePartitions?: boolean; PerHourPartition?: boolean };
  status?: string;
  trafficType?: string;
  deliver?: { status: string; error?: string };
  /** Longest aggregation; 600 if not given, as AWS does. */
  intervalSeconds?: number;
}

export interface AccountDouble {
  endpoint: string;
  flowLogs: DescribedFlowLog[];
  /** Actions that are refused. */
  denied: Set<string>;
  /** Zone names and their IDs. */
  zones: Map<string, string>;
  /** `ec2:DescribeFlowLogs`, with its parameters. */
  calls: URLSearchParams[];
  close(): Promise<void>;
}

const account = '123456789012';
const created = '2026-01-31T08:00:00.000Z';

/** @param pageSize flow logs in one answer */
export async function startAccountDouble({ pageSize = 2 } = {}): Promise<AccountDouble> {
  const double: Pick<AccountDouble, 'flowLogs' | 'denied' | 'calls' | 'zones'> = {
    flowLogs: [],
    denied: new Set(),
    calls: [],
    zones: new Map([['us-east-1a', 'use1-az4']]),
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const parameters = new URLSearchParams(body);
      const action = parameters.get('Action') ?? '';
      double.calls.push(parameters);
      const answer = double.denied.has(action)
        ? { status: 403, xml: refusal(action) }
        : { status: 200, xml: answerOf(action, parameters) };
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.xml);
    });
  });
  const answerOf = (action: string, parameters: URLSearchParams): string => {
    switch (action) {
      case 'DescribeFlowLogs': {
        const resource = parameters.get('Filter.1.Value.1');
        const all = double.flowLogs.filter((log) => resource === null || log.resource === resource);
        const from = Number(parameters.get('NextToken') ?? '0');
        const more = from + pageSize < all.length ? `<nextToken>${from + pageSize}</nextToken>` : '';
        const items = all
          .slice(from, from + pageSize)
          .map(flowLogXml)
          .join('');
        return `<DescribeFlowLogsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><flowLogSet>${items}</flowLogSet>${more}</DescribeFlowLogsResponse>`;
      }
      case 'DescribeAvailabilityZones': {
        const items = [...double.zones].map(
          ([name, id]) => `<item><zoneName>${name}</zoneName><zoneId>${id}</zoneId></item>`
        );
        return `<DescribeAvailabilityZonesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><availabilityZoneInfo>${items.join('')}</availabilityZoneInfo></DescribeAvailabilityZonesResponse>`;
      }
      case 'GetCallerIdentity':
        return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/test</Arn><UserId>A</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
      default:
        throw new Error(`the double knows no ${action}`);
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...double,
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function flowLogXml(log: DescribedFlowLog): string {
  const { id, resource, format, destination, options, status, trafficType, deliver, intervalSeconds = 600 } = log;
  const type = destination.startsWith('arn:') ? 's3' : destination;
  const members = Object.entries(options ?? {}).map(([name, value]) => {
    const tag = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    return `<${tag}>${String(value)}</${tag}>`;
  });
  return `<item><flowLogId>${id}</flowLogId><resourceId>${resource}</resourceId><creationTime>${created}</creationTime>
<flowLogStatus>${status ?? 'ACTIVE'}</flowLogStatus><trafficType>${trafficType ?? 'ALL'}</trafficType><logDestinationType>${type}</logDestinationType>
<deliverLogsStatus>${deliver?.status ?? 'SUCCESS'}</deliverLogsStatus>${deliver?.error === undefined ? '' : `<deliverLogsErrorMessage>${deliver.error}</deliverLogsErrorMessage>`}
${type === 's3' ? `<logDestination>${destination}</logDestination>` : ''}<logFormat>${format}</logFormat><maxAggregationInterval>${intervalSeconds}</maxAggregationInterval>
${options === undefined ? '' : `<destinationOptions>${members.join('')}</destinationOptions>`}</item>`;
}

function refusal(action: string): string {
  return `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. User: arn:aws:iam::${account}:user/test is not authorized to perform: ec2:${action} because no identity-based policy allows the ec2:${action} action</Message></Error></Errors><RequestID>r</RequestID></Response>`;
}
