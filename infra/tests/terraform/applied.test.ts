import { rmSync } from 'node:fs';
import { appliedRuns } from './applied-runs';
import { exampleRun } from './example';
import { describeFunctions } from './functions';
import { describeNames } from './names';
import { describePolicies } from './policies';
import { describeRollup } from './rollup';
import { prepareModule, runTerraform, type TerraformRuns } from './run-terraform';
import { describeStorage } from './storage';
import { describeTables } from './tables';

// Terraform loads the AWS provider, and the CDK its library: seconds each, more on a busy machine.
jest.setTimeout(300_000);

const prepared = prepareModule();
const folder = 'folder' in prepared ? prepared.folder : '';
if ('missing' in prepared) {
  console.warn(`The Terraform module is neither validated nor compared with the stacks: ${prepared.missing}`);
}
// Outside of what may be skipped.
afterAll(() => rmSync(folder, { recursive: true, force: true }));

('missing' in prepared ? describe.skip : describe)(
  `applied to a simulated AWS${'missing' in prepared ? `: not, as ${prepared.missing}` : ''}`,
  () => {
    let ofTerraform: TerraformRuns;
    beforeAll(() => {
      ofTerraform = runTerraform(folder);
    }, 900_000);

    test('it is valid, and each run ends as it is meant to', () => {
      expect(JSON.parse(ofTerraform.validated)).toMatchObject({ valid: true, error_count: 0 });
      expect([...ofTerraform.results].sort()).toEqual([
        'a_cluster_whose_name_is_too_long_for_buckets: pass',
        'a_function_in_the_vpc_collects: pass',
        'a_function_without_code: pass',
        'a_rollup_without_code: pass',
        'an_existing_flow_log_and_a_pod_that_collects: pass',
        'hours_rolled_up: pass',
        'hours_rolled_up_beside_a_collector: pass',
        'no_network_to_log: pass',
        'one_vpc: pass',
        `${exampleRun}: pass`,
        'two_networks_to_log: pass',
        'wrong_values: pass',
      ]);
    });

    const applied = appliedRuns(() => ofTerraform);
    describeTables(applied);
    describeStorage(applied);
    describePolicies(applied);
    describeFunctions(applied);
    describeRollup(applied);
    describeNames(applied);
  }
);
