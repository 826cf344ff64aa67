/** Runs of the Terraform module over a simulated AWS, where Terraform and the AWS provider are to be had. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { infraFolder } from '../manifests.test-data';
import { writeExample } from './example';

export const moduleFolder = join(infraFolder, 'terraform');

export interface TerraformResource {
  type: string;
  name: string;
  index?: string | number;
  values: Record<string, unknown>;
}

export interface TerraformState {
  resources: TerraformResource[];
  outputs: Record<string, unknown>;
}

export interface TerraformRuns {
  validated: string;
  /** `one_vpc: pass`, one of each run. */
  results: string[];
  states: ReadonlyMap<string, TerraformState>;
}

export type PreparedModule = { folder: string } | { missing: string };

/**
 * A copy of the module with its provider and the page's example, which the caller removes; or why there is none.
 * @throws Error with what Terraform said, where it is not the provider that is missing
 */
export function prepareModule(): PreparedModule {
  if (spawnSync('terraform', ['version']).status !== 0) {
    return { missing: 'terraform is not installed' };
  }
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-terraform-'));
  cpSync(moduleFolder, folder, { recursive: true, filter: (path) => !basename(path).startsWith('.terraform') });
  writeExample(folder);
  let said = '';
  for (const { args, env } of sourcesOfProvider()) {
    const init = terraform(folder, ['init', '-input=false', '-backend=false', ...args], env);
    if (init.status === 0) {
      return { folder };
    }
    said = `${init.stdout}${init.stderr}`;
  }
  rmSync(folder, { recursive: true });
  if (!/Failed to (query available|install) provider/.test(said)) {
    // A module that cannot be read is no reason to skip its tests.
    throw new Error(`terraform init: ${said}`);
  }
  return {
    missing:
      'the AWS provider is neither on this machine nor to be downloaded (terraform init in infra/terraform gets it, or ZONEFLOW_TERRAFORM_PLUGINS names a folder of providers)',
  };
}

/**
 * For `terraform init`. Folders that are known to hold providers come first, so that nothing is downloaded that is there;
 * the last is Terraform's own way: its configuration, its local mirrors, its registry.
 */
function sourcesOfProvider(): Array<{ args: string[]; env: NodeJS.ProcessEnv }> {
  const { ZONEFLOW_TERRAFORM_PLUGINS: named, TF_PLUGIN_CACHE_DIR: cache } = process.env;
  const used = join(moduleFolder, '.terraform', 'providers');
  const folders = [named, cache, used].filter((folder) => folder !== undefined && existsSync(folder));
  return [
    // A cache cannot be filled from itself.
    ...folders.map((folder) => ({ args: [`-plugin-dir=${folder}`], env: { TF_PLUGIN_CACHE_DIR: '' } })),
    { args: [], env: {} },
  ];
}

/** Of a module that was prepared. */
export function runTerraform(folder: string): TerraformRuns {
  const validated = terraform(folder, ['validate', '-json']).stdout;
  const lines = terraform(folder, ['test', '-json', '-verbose'])
    .stdout.split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as TestLine);
  const results = lines.flatMap(({ test_run: run }) =>
    run?.progress === 'complete' ? [`${run.run}: ${run.status ?? ''}`] : []
  );
  const states = lines.flatMap(({ test_state: state, '@testrun': run }): Array<[string, TerraformState]> =>
    state === undefined || run === undefined
      ? []
      : [
          [
            run,
            {
              resources: state.root_module.resources,
              outputs: Object.fromEntries(Object.entries(state.outputs).map(([name, { value }]) => [name, value])),
            },
          ],
        ]
  );
  return { validated, results, states: new Map(states) };
}

interface TestLine {
  '@testrun'?: string;
  test_run?: { run: string; progress: string; status?: string };
  test_state?: { root_module: { resources: TerraformResource[] }; outputs: Record<string, { value?: unknown }> };
}

function terraform(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {}
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('terraform', [`-chdir=${folder}`, ...args, '-no-color'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    timeout: 600_000,
    env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...env },
  });
}
