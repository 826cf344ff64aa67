/** An account in this process, for the doctor: EC2 and STS, EKS, and Athena with tables of this product, behind one endpoint. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startAccountDouble, type AccountDouble } from '../../backend/aws/account-double.test-data';
import { recommendedFormat } from '../../backend/doctor/flow-log-checks';
import type { DoctorReport } from '../../backend/doctor/report';
import { createLogger } from '../../backend/log';
import { parseSettings } from '../../backend/settings';
import { createTrafficService } from '../../backend/traffic/create-service';
import type { QueryFailure, TableMetadata } from '../athena-double/backend';
import { startAthenaDouble, type AthenaDouble } from '../athena-double/double';
import { scriptedBackend, type ScriptedAnswer } from '../athena-double/scripted-backend';
import { workgroup } from '../athena-double/workgroups';
import { zoneflowTables } from '../athena-double/zoneflow-tables';
import { EksService } from '../kubernetes-double/eks-service';

const now = Date.UTC(2026, 2, 10, 12);

export interface ExaminedAccount {
  athena: AthenaDouble;
  aws: AccountDouble;
  eks: EksService;
  /** By database. */
  tables: Map<string, TableMetadata[]>;
  /** Settings of the data source. */
  jsonData: Record<string, unknown>;
  facts: Facts;
  /** Opens the data source and asks the doctor. */
  report(): Promise<DoctorReport>;
  close(): Promise<void>;
}

interface Facts {
  /** Seconds before now of the newest flow record, and of the newest sight of pods and nodes. */
  newest: number | null;
  sight: number;
  /** Of every statement without data. */
  failure: QueryFailure | null;
}

/** One in which all is well. */
export async function startExaminedAccount(): Promise<ExaminedAccount> {
  const facts: Facts = { newest: 600, sight: 60, failure: null };
  const backend = scriptedBackend((sql) => answerTo(sql, facts));
  backend.metadata.set('logs', zoneflowTables('logs'));
  const [athena, aws, eks] = await Promise.all([startAthenaDouble(backend), startAccountDouble(), EksService.start()]);
  aws.flowLogs.push({
    ...{ id: 'fl-1', resource: 'vpc-1', format: recommendedFormat, destination: 'arn:aws:s3:::logs' },
    ...{ intervalSeconds: 60, options: { FileFormat: 'parquet' } },
  });
  const outputLocation = 's3://results/athena/';
  athena.workgroups.set('primary', workgroup('primary', { outputLocation, cutoffBytes: 10 ** 12 }));
  eks.clusters.set('prod', { endpoint: 'http://127.0.0.1:9', ca: 'CA' });
  const { front, endpoint } = await startFront({ athena, aws, eks });
  const jsonData: Record<string, unknown> = {
    engine: 'athena',
    flows: { database: 'logs', table: 'flows' },
    history: { database: 'logs', table: 'pods' },
    clusters: [{ name: 'prod', vpcId: 'vpc-1' }],
    limits: { timeoutSeconds: 100 },
  };
  return {
    ...{ athena, aws, eks, tables: backend.metadata, jsonData, facts },
    async report() {
      const service = createTrafficService(parseSettings(jsonData), {
        observer: { answered: () => undefined, failed: () => undefined },
        log: createLogger(() => undefined),
        now: () => now,
        secrets: new Map(),
        aws: () => ({ ...athena.settings, endpoint }),
      });
      try {
        return await service.doctor(new AbortController().signal);
      } finally {
        await service.close();
      }
    },
    async close() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await Promise.all([athena.close(), aws.close(), eks.stop()]);
    },
  };
}

/** A data source has one endpoint for all services. */
async function startFront({
  athena,
  aws,
  eks,
}: Pick<ExaminedAccount, 'athena' | 'aws' | 'eks'>): Promise<{ front: Server; endpoint: string }> {
  const front = createServer((incoming, response) => {
    const { method, headers, url = '' } = incoming;
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    const base = isForm ? aws.endpoint : url.startsWith('/clusters/') ? eks.url : athena.endpoint;
    const onward = request(`${base}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const { port } = front.address() as AddressInfo;
  return { front, endpoint: `http://127.0.0.1:${port}` };
}

/** What freshness asks of the tables. */
function answerTo(sql: string, facts: Facts): ScriptedAnswer {
  const at = (secondsOld: number): string => String(now / 1000 - secondsOld);
  const row = (type: string, cells: Record<string, string>): ScriptedAnswer => ({
    columns: Object.keys(cells).map((name) => ({
      name,
      type: /^(cluster|day|account|region)$/.test(name) ? 'varchar' : type,
    })),
    rows: [Object.values(cells)],
  });
  if (sql.startsWith('SELECT max("start") AS newest')) {
    return facts.newest === null
      ? { columns: [{ name: 'newest', type: 'bigint' }], rows: [[null]] }
      : row('bigint', { newest: at(facts.newest) });
  }
  if (sql.startsWith('SELECT DISTINCT cluster')) {
    return row('varchar', { cluster: 'prod', day: '2026-03-10' });
  }
  if (sql.startsWith('SELECT account, region')) {
    return row('bigint', { account: '123456789012', region: 'us-east-1', newest: at(3600), resources: '12' });
  }
  if (sql.startsWith('SELECT 1 AS one')) {
    return { ...row('integer', { one: '1' }), ...(facts.failure !== null && { failure: facts.failure }) };
  }
  return row('bigint', { cluster: 'prod', newest: at(facts.sight), nodes: '3', without: '0' });
}
