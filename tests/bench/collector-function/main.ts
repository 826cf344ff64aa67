/**
 * Measures the collector's function: how long it takes to load, a first and a second look at 5,000 pods, and the memory of it.
 * `npm run bench:collector-function [-- NODE]`, NODE being another runtime. Ends with 1 if an aim is missed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3Double } from '../../../backend/aws/s3-double.test-data';
import { epoch, node } from '../../../backend/kubernetes/objects.test-data';
import { bundleFunction, DeployedFunction } from '../../fault/deployed-function';
import { EksService } from '../../kubernetes-double/eks-service';
import { KubernetesDouble } from '../../kubernetes-double/api-server';
import { podAt } from '../import/pod-events';

const aims = { loadMs: 400, megabytes: 256 };
const [pods, nodes, changed, starts] = [5_000, 250, 100, 9];

void measure(process.argv[2]);

async function measure(runtime: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-bench-'));
  const [s3, eks, cluster] = await Promise.all([startS3Double(), EksService.start(), KubernetesDouble.start()]);
  try {
    s3.put('history', 'other', '');
    eks.clusters.set('prod', { endpoint: cluster.url, ca: cluster.authority });
    const start = Math.floor(Date.now() / 1000);
    for (let index = 0; index < nodes; index++) {
      const sketch = {
        uid: `n${index}`,
        name: `node-${index}`,
        ips: [`10.200.${index}.1`],
        created: start - 3600 - epoch,
      };
      cluster.apply('ADDED', 'nodes', node(sketch));
    }
    for (let index = 0; index < pods; index++) {
      cluster.apply('ADDED', 'pods', podAt(index, 2, { second: start, created: start - 3600 }));
    }
    await bundleFunction(process.cwd(), folder);
    const environment = {
      ZONEFLOW_CLUSTERS: 'prod',
      ZONEFLOW_HISTORY: 's3://history',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_EKS: eks.url,
    };
    const loads: Array<{ wallMs: number; cpuMs: number }> = [];
    for (let count = 0; count < starts; count++) {
      const cold = new DeployedFunction(folder, environment, runtime);
      loads.push(await cold.loaded);
      await cold.kill();
    }
    const wall = median(loads.map(({ wallMs }) => wallMs));
    const cpu = median(loads.map(({ cpuMs }) => cpuMs));
    console.log(
      `start of the process until the code is loaded, median of ${starts}: ${wall.toFixed(0)} ms (least ${Math.min(...loads.map(({ wallMs }) => wallMs)).toFixed(0)}), ${cpu.toFixed(0)} ms of processor time`
    );
    const one = new DeployedFunction(folder, environment, runtime);
    let most = 0;
    for (const name of ['first look', 'second look', 'third look']) {
      const asked = s3.requests.length;
      const { wallMs, cpuMs, megabytes, outcome } = await one.invoke();
      if (outcome.error) {
        throw new Error(outcome.error.message);
      }
      most = megabytes;
      console.log(
        `${name} at ${pods} pods and ${nodes} nodes: ${(wallMs / 1000).toFixed(2)} s, ${(cpuMs / 1000).toFixed(2)} s of processor time, ${s3.requests.length - asked} requests to S3, peak ${megabytes.toFixed(0)} MB`
      );
      for (let index = 0; index < changed; index++) {
        const second = Math.floor(Date.now() / 1000);
        cluster.apply('DELETED', 'pods', podAt(index, 4, { second, created: start - 3600 }));
        cluster.apply('ADDED', 'pods', podAt(pods + index, 2, { second, created: second }));
      }
    }
    await one.kill();
    // Processor time: what else the machine does is no matter of the function.
    process.exitCode = cpu > aims.loadMs || most > aims.megabytes ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([s3.close(), eks.stop(), cluster.stop()]);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
