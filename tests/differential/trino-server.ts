/**
 * A real Trino over a local folder, for tests: made from Maven Central's artifacts once, kept outside the repository, started
 * on a free port of this machine. It needs Maven and a JDK 25.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TrinoServer {
  url: string;
  /** Empty when it starts: tables' locations are `local:///` and a path in it. */
  warehouse: string;
  stop(): Promise<void>;
}

const version = '483';
const mavenPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
const hivePlugin = 'io.trino.plugin.hive.HivePlugin';

/** What is missing here to start one, or null. */
export function trinoMissing(): string | null {
  if (java() === null) {
    return 'there is no JDK 25 (JAVA25_HOME, JAVA_HOME or below /usr/lib/jvm)';
  }
  const isInstalled = existsSync(join(installation(), 'done'));
  return isInstalled || spawnSync('mvn', ['--version']).status === 0 ? null : 'there is no Maven';
}

/** Fetches it where that was not done before, about 200 MB; tells why it could not be, or null. */
export async function trinoNotFetched(): Promise<string | null> {
  try {
    await installed();
    return null;
  } catch (error) {
    return `Maven did not fetch it (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)})`;
  }
}

/** Errors: an Error with what it said, if it does not start. */
export async function startTrino(): Promise<TrinoServer> {
  const install = await installed();
  const folder = await mkdtemp(join(tmpdir(), 'zoneflow-trino-'));
  const warehouse = join(folder, 'warehouse');
  await mkdir(join(warehouse, 'meta'), { recursive: true });
  const port = await freePort();
  await writeConfiguration(folder, warehouse, port);
  await symlink(join(install, 'plugin'), join(folder, 'plugin'));
  const server = spawn(java() ?? 'java', serverArguments(install, folder), {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  server.stdout.on('data', collect);
  server.stderr.on('data', collect);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + 180_000;
  while (!output.includes('SERVER STARTED')) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`Trino did not start:\n${output.slice(-4000)}`);
    }
    await sleep(200);
  }
  return { url: `http://127.0.0.1:${port}`, warehouse, stop };
}

function installation(): string {
  const cache = process.env.ZONEFLOW_TRINO_CACHE ?? join(homedir(), '.cache', 'zoneflow', 'trino');
  return join(cache, version);
}

/** Fetches what is missing; a second process that does the same at the same time does no harm. */
async function installed(): Promise<string> {
  const target = installation();
  if (existsSync(join(target, 'done'))) {
    return target;
  }
  await mkdir(join(target, '..'), { recursive: true });
  const making = await mkdtemp(`${target}-`);
  await fetchModule('trino-main', join(making, 'lib'), making);
  await fetchModule('trino-hive', join(making, 'plugin', 'hive'), making);
  // Maven Central has the plugin's code, not the file that names its class.
  await writeServices(join(making, 'plugin', 'hive'));
  await writeFile(join(making, 'done'), '');
  await rename(making, target).catch(async (error: unknown) => {
    await rm(making, { recursive: true, force: true });
    if (!existsSync(join(target, 'done'))) {
      throw error;
    }
  });
  return target;
}

async function fetchModule(module: string, folder: string, scratch: string): Promise<void> {
  const pom = join(scratch, `${module}.xml`);
  await writeFile(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>zoneflow</groupId><artifactId>${module}-runtime</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency><groupId>io.trino</groupId><artifactId>${module}</artifactId><version>${version}</version></dependency></dependencies></project>\n`
  );
  execFileSync('mvn', ['-q', '-B', '-f', pom, mavenPlugin, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await rm(pom);
}

async function writeServices(folder: string): Promise<void> {
  const services = join(folder, 'services');
  await mkdir(join(services, 'META-INF', 'services'), { recursive: true });
  await writeFile(join(services, 'META-INF', 'services', 'io.trino.spi.Plugin'), `${hivePlugin}\n`);
  execFileSync(join(java() ?? '', '..', 'jar'), [
    '--create',
    '--file',
    join(folder, 'services.jar'),
    '-C',
    services,
    '.',
  ]);
  await rm(services, { recursive: true });
}

/** Path of the `java` of a JDK 25 or later, or null. */
function java(): string | null {
  const below = '/usr/lib/jvm';
  const homes = [
    process.env.JAVA25_HOME,
    process.env.JAVA_HOME,
    ...(existsSync(below) ? readdirSync(below).map((name) => join(below, name)) : []),
  ];
  for (const home of homes) {
    const program = home === undefined || home === '' ? '' : join(home, 'bin', 'java');
    const release = program === '' ? '' : join(program, '..', '..', 'release');
    if (release !== '' && existsSync(program) && existsSync(release) && javaVersion(release) >= 25) {
      return program;
    }
  }
  return null;
}

function javaVersion(release: string): number {
  const text = readFileSync(release, 'utf8');
  return Number(/JAVA_VERSION="(\d+)/.exec(text)?.[1] ?? 0);
}

/** Trino's own launcher does no more than find a class path; a source file of one line starts the server class. */
function serverArguments(install: string, folder: string): string[] {
  return [
    // Planning leaves much garbage at once, and classes of the statements' own: collected seldom, they cost little.
    ...['-Xms2G', '-Xmx2G', '-Xmn1200M', '-XX:MetaspaceSize=512M'],
    '-XX:+UseSerialGC',
    // Statements run once each: code is better run soon than fast.
    '-XX:TieredStopAtLevel=1',
    '-Dnode.id=local',
    `-Dnode.data-dir=${join(folder, 'data')}`,
    `-Dconfig=${join(folder, 'etc', 'config.properties')}`,
    '--add-modules',
    'jdk.incubator.vector',
    '--sun-misc-unsafe-memory-access=allow',
    '--enable-native-access=ALL-UNNAMED',
    '-cp',
    join(install, 'lib', '*'),
    join(folder, 'Main.java'),
  ];
}

async function writeConfiguration(folder: string, warehouse: string, port: number): Promise<void> {
  const write = async (path: string, lines: string[]): Promise<void> => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), `${lines.join('\n')}\n`);
  };
  await write('etc/config.properties', [
    'coordinator=true',
    'node-scheduler.include-coordinator=true',
    `http-server.http.port=${port}`,
    'node.environment=local',
    'node.internal-address=127.0.0.1',
    `discovery.uri=http://127.0.0.1:${port}`,
    'query.max-memory=1GB',
    'query.max-memory-per-node=1GB',
    // Small data: each further driver and task is only more to plan and start.
    'task.concurrency=1',
    // Nearly all the work is planning, of long statements over few rows: no order of joins is worth looking for.
    'enable-stats-calculator=false',
    'optimizer.join-reordering-strategy=NONE',
    'web-ui.enabled=false',
  ]);
  await write('etc/catalog/hive.properties', [
    'connector.name=hive',
    'hive.metastore=file',
    'hive.metastore.catalog.dir=local:///meta',
    'fs.native-local.enabled=true',
    `local.location=${warehouse}`,
    'hive.partition-projection-enabled=true',
    ...['hive.table-statistics-enabled=false', 'hive.collect-column-statistics-on-write=false'],
    'hive.non-managed-table-writes-enabled=true',
    // Projected partitions without a folder are no error on S3; on a disk only with this.
    'hive.ignore-absent-partitions=true',
    // As Athena does: a table without partitions has all that lies below its folder.
    'hive.recursive-directories=true',
  ]);
  await write('Main.java', [
    'import io.trino.server.Server;',
    `public class Main { public static void main(String[] args) { new Server() { void go() { start("${version}"); } }.go(); } }`,
  ]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))
      );
    });
  });
}
