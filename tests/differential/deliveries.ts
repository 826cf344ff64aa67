/** Flow records of a simulated cluster as AWS delivers them to a deployment's bucket: Parquet, some minutes after their time. */
import { DuckDBInstance } from '@duckdb/node-api';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExternalTable } from '../../backend/engines/table/ddl-text';
import type { Cluster } from '../../demo/cluster/cluster';
import { writeFlowObjects } from '../../demo/files/flow-objects';

const { signal } = new AbortController();
const minute = 60;

interface Delivery {
  /** Epoch seconds. */
  at: number;
  /** Below the flow log's folder. */
  name: string;
}

export class Deliveries {
  private readonly staged: string;
  private waiting: Delivery[];

  private constructor(staged: string, waiting: Delivery[]) {
    this.staged = staged;
    this.waiting = waiting;
  }

  /**
   * @param columns of the flow log's table
   * @param late begin of the five minutes whose object comes three hours later than the others, which take ten minutes
   */
  static async of(cluster: Cluster, columns: ExternalTable['columns'], late: number): Promise<Deliveries> {
    const folder = await mkdtemp(join(tmpdir(), 'zoneflow-deliveries-'));
    const written = join(folder, 'written');
    const staged = join(folder, 'staged');
    await writeFlowObjects(cluster, written, signal);
    const waiting: Delivery[] = [];
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const db = await instance.connect();
    for (const path of (await readdir(written, { recursive: true })).filter((each) => each.includes('.log.'))) {
      const name = path.replace(/\.log\.gz$/, '.log.parquet');
      await mkdir(dirname(join(staged, name)), { recursive: true });
      const isText = name !== path;
      const select = columns.map(
        (column) =>
          `CAST("${isText ? column.name.replaceAll('_', '-') : column.name}" AS ${types[column.type]}) AS "${column.name}"`
      );
      const source = isText
        ? `read_csv('${join(written, path)}', delim = ' ', header = true, nullstr = '-', quote = '', all_varchar = true, hive_partitioning = false)`
        : `read_parquet('${join(written, path)}', hive_partitioning = false)`;
      await db.run(`COPY (SELECT ${select.join(', ')} FROM ${source}) TO '${join(staged, name)}' (FORMAT PARQUET)`);
      const begins = beginOf(name);
      waiting.push({ name, at: begins + 15 * minute + (begins === late ? 180 * minute : 0) });
    }
    db.closeSync();
    instance.closeSync();
    return new Deliveries(staged, waiting);
  }

  /** What has come by a second is in the folder. */
  async until(second: number, folder: string): Promise<void> {
    const due = this.waiting.filter(({ at }) => at <= second);
    this.waiting = this.waiting.filter(({ at }) => at > second);
    await Promise.all(due.map(({ name }) => cp(join(this.staged, name), join(folder, name))));
  }

  async remove(): Promise<void> {
    await rm(dirname(this.staged), { recursive: true, force: true });
  }
}

const types: Readonly<Record<ExternalTable['columns'][number]['type'], string>> = {
  string: 'VARCHAR',
  int: 'INTEGER',
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  'map<string,string>': 'MAP(VARCHAR, VARCHAR)',
};

/** Epoch seconds of the first record's time, which the object's name tells. */
function beginOf(name: string): number {
  const [, ...parts] = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(name) ?? [];
  const [year = 0, month = 0, day = 0, hours, minutes] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hours, minutes) / 1000;
}
