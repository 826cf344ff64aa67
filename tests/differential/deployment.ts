/**
 * A deployment as the stacks make it, over a real Trino: tables, the collector's function, the rollup's state machine with its
 * function, and the data source's settings. Athena, S3, EKS and Step Functions are doubles; what they run is the product's own.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTable, type ExternalTable } from '../../backend/engines/table/ddl-text';
import { createTrafficService } from '../../backend/traffic/create-service';
import type { TrafficService } from '../../backend/traffic/service';
import { parseSettings } from '../../backend/settings';
import { silentLogger } from '../../cli/silent-logger';
import { accountId, region, vpcId } from '../../demo/cluster/blueprint';
import { handler as collect } from '../../infra/collector/handler';
import { dataSourceSettings } from '../../infra/deployment/data-source';
import { databaseName, workgroupName } from '../../infra/deployment/names';
import { parseDeployment } from '../../infra/deployment/settings';
import { handler as plan } from '../../infra/rollup/handler';
import { scheduledInput } from '../../infra/rollup/scheduled-input';
import { rollupStateMachine } from '../../infra/rollup/state-machine';
import { deployedTables } from '../../infra/tables/deployed-tables';
import { athenaSync } from '../../infra/tests/state-machine/athena-sync';
import { runMachine, TaskFailure, type MachineRun } from '../../infra/tests/state-machine/run-machine';
import { startAthenaDouble, type AthenaDouble } from '../athena-double/double';
import { trinoBackend } from '../athena-double/trino-backend';
import { workgroup } from '../athena-double/workgroups';
import { EksService } from '../kubernetes-double/eks-service';
import type { KubernetesDouble } from '../kubernetes-double/api-server';
import { catalog, clientOf } from './engines';
import type { SharedServer } from './shared-server';

const { signal } = new AbortController();
const bucket = 'history';
/** However long this machine takes. */
const context = { getRemainingTimeInMillis: () => 900_000 };

export interface DeploymentOptions {
  server: SharedServer;
  clusterName: string;
  api: KubernetesDouble;
  /** First day of the tables, `2026-01-31`. */
  firstDay: string;
}

interface Parts {
  athena: AthenaDouble;
  eks: EksService;
  environment: Environment;
  root: string;
  flowColumns: ExternalTable['columns'];
  jsonData: Record<string, unknown>;
  /** Of the state machine, and what the schedule starts it with. */
  definition: unknown;
  input: object;
}

export class SimulatedDeployment {
  readonly athena: AthenaDouble;
  /** Of flow logs: has `AWSLogs/`. */
  readonly flows: string;
  /** Columns of its table. */
  readonly flowColumns: ExternalTable['columns'];
  /** Settings of the data source, as the stacks print them; with time enough. */
  private readonly jsonData: Record<string, unknown>;
  private readonly root: string;
  private readonly eks: EksService;
  private readonly definition: unknown;
  private readonly input: object;
  private readonly environment: Environment;
  private readonly mirrored = new Map<string, Buffer>();

  private constructor({ athena, eks, environment, root, flowColumns, jsonData, definition, input }: Parts) {
    this.athena = athena;
    this.eks = eks;
    this.environment = environment;
    this.root = root;
    this.flows = join(root, 'flows');
    this.flowColumns = flowColumns;
    this.jsonData = jsonData;
    this.definition = definition;
    this.input = input;
  }

  static async start({ server, clusterName, api, firstDay }: DeploymentOptions): Promise<SimulatedDeployment> {
    const deployment = parseDeployment({
      ...{ clusterName, vpcId, firstDay, collector: 'lambda', rollup: 'true' },
      // The simulated flow log has the fields up to version 5.
      nextHop: 'false',
    });
    const group = workgroupName(deployment.name);
    const athena = await startAthenaDouble(trinoBackend({ url: server.url, catalog }));
    athena.workgroups.set(group, workgroup(group, { outputLocation: 's3://results/athena/', enforced: true }));
    athena.s3.buckets.set(bucket, new Map());
    const eks = await EksService.start();
    eks.clusters.set(clusterName, { endpoint: api.url, ca: api.authority });
    const jsonData = { ...dataSourceSettings(deployment), defaultRegion: region, limits: { timeoutSeconds: 600 } };
    const definition = rollupStateMachine({ partition: 'aws', functionArn: 'rollup', workgroup: group });
    const environment = new Environment({
      ...{ AWS_REGION: region, AWS_ACCESS_KEY_ID: 'key-one', AWS_SECRET_ACCESS_KEY: 'secret' },
      ...{ AWS_ENDPOINT_URL_ATHENA: athena.endpoint, AWS_ENDPOINT_URL_S3: athena.endpoint },
      AWS_ENDPOINT_URL_EKS: eks.url,
      ...{ ZONEFLOW_CLUSTERS: clusterName, ZONEFLOW_HISTORY: `s3://${bucket}` },
      ZONEFLOW_SETTINGS: JSON.stringify(dataSourceSettings(deployment)),
    });
    const client = clientOf(server);
    await client.run(`CREATE SCHEMA ${catalog}.${databaseName(deployment.name)}`, signal);
    const tables = deployedTables(deployment, {
      ...{ account: accountId, region },
      ...{ flowLogLocation: 'local:///deployed/flows', historyLocation: 'local:///deployed/history' },
    });
    for (const table of tables) {
      // Of a bucket there is no folder to make; Trino refuses tables of folders that are not there.
      await mkdir(join(server.root, table.location.replace('local:///', '')), { recursive: true });
      await client.run(createTable('trino', { ...table, name: { catalog, ...table.name } }), signal);
    }
    await client.close();
    const root = join(server.root, 'deployed');
    const flowColumns = tables[0]?.columns ?? [];
    const input = scheduledInput(deployment);
    return new SimulatedDeployment({ athena, eks, environment, root, flowColumns, jsonData, definition, input });
  }

  /** The collector's function, once; what it wrote is then there for Trino. */
  async collect(): Promise<void> {
    await collect({}, context);
    const objects = this.athena.s3.buckets.get(bucket) ?? new Map<string, Buffer>();
    for (const [key, content] of objects) {
      if (this.mirrored.get(key) !== content) {
        const path = join(this.root, 'history', key);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
        this.mirrored.set(key, content);
      }
    }
    for (const key of [...this.mirrored.keys()].filter((name) => !objects.has(name))) {
      await rm(join(this.root, 'history', key));
      this.mirrored.delete(key);
    }
  }

  /** An execution that the schedule starts. @param at epoch seconds */
  rollUp(at: number): Promise<MachineRun> {
    const sync = athenaSync(this.athena);
    return runMachine(this.definition, this.input, {
      execution: { name: `at-${at}`, startTime: new Date(at * 1000).toISOString() },
      task: (resource, input) => (resource === 'lambda:invoke' ? invoke(input) : sync(input)),
    });
  }

  /** The data source. @param part of its settings, other than those that the deployment prints; to be closed by the caller */
  service(part: Record<string, unknown> = {}): TrafficService {
    const observer = { answered: () => undefined, failed: () => undefined };
    const { settings: aws } = this.athena;
    return createTrafficService(parseSettings({ ...this.jsonData, ...part }), {
      observer,
      log: silentLogger,
      aws: () => aws,
    });
  }

  async stop(): Promise<void> {
    this.environment.restore();
    await Promise.all([this.athena.close(), this.eks.stop()]);
  }
}

/** Variables of this process until they are put back. */
class Environment {
  private readonly before: Array<[name: string, value: string | undefined]>;

  constructor(variables: Readonly<Record<string, string>>) {
    this.before = Object.keys(variables).map((name) => [name, process.env[name]]);
    Object.assign(process.env, variables);
  }

  restore(): void {
    for (const [name, value] of this.before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  }
}

/** As Lambda does: payloads are JSON, and a failure is named by its class. */
async function invoke(input: unknown): Promise<unknown> {
  const { Payload } = JSON.parse(JSON.stringify(input)) as { Payload: unknown };
  try {
    const result: unknown = await plan(Payload, context);
    return { StatusCode: 200, Payload: JSON.parse(JSON.stringify(result)) as unknown };
  } catch (error) {
    throw error instanceof Error ? new TaskFailure(error.name, error.message) : error;
  }
}
