import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploy, variants } from './templates.test-data';

const version = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
const isThere = version.status === 0;
if (!isThere) {
  console.warn('cfn-lint is not installed (pip install cfn-lint): templates are not linted');
}

(isThere ? test : test.skip)(
  'cfn-lint has nothing to say about any template',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'zoneflow-templates-'));
    try {
      const files = Object.entries(variants).flatMap(([name, context]) =>
        deploy(context).stacks.map(({ stackName, template }) => {
          const file = join(folder, `${name} ${stackName}.json`);
          writeFileSync(file, JSON.stringify(template.toJSON()));
          return file;
        })
      );
      // Regions of all three partitions: what one of them lacks is found.
      const regions = ['us-east-1', 'cn-north-1', 'us-gov-west-1'];
      const run = spawnSync('cfn-lint', ['--regions', ...regions, '--format', 'parseable', '--', ...files], {
        encoding: 'utf8',
      });
      expect(run.stdout + run.stderr).toBe('');
      expect(run.status).toBe(0);
      expect(files.length).toBeGreaterThan(20);
    } finally {
      rmSync(folder, { recursive: true });
    }
    // Some thirty templates for three regions, on whatever machine.
  },
  300_000
);

(isThere ? test : test.skip)('it is no cfn-lint that finds nothing', () => {
  const input = JSON.stringify({
    Resources: { Log: { Type: 'AWS::EC2::FlowLog', Properties: { ResourceType: 'VPC' } } },
  });
  expect(() => execFileSync('cfn-lint', ['-'], { input, stdio: ['pipe', 'pipe', 'pipe'] })).toThrow();
});
