// Counts what the tests of .ci/run reported: node .ci/summary.mjs REPORTS [FAILED_STEP…]
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...failedSteps] = process.argv.slice(2);

function report(name) {
  const file = join(folder, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** A test file that does not load counts as a failure. */
function unitTests(step, file = step) {
  const jest = report(file);
  return {
    step,
    passed: jest?.numPassedTests ?? 0,
    failed: (jest?.numFailedTests ?? 0) + (jest?.numRuntimeErrorTestSuites ?? 0),
    skipped: jest?.numPendingTests ?? 0,
  };
}

function browserTests(step) {
  const { stats, errors } = report(step) ?? {};
  return {
    step,
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: (stats?.unexpected ?? 0) + (errors?.length ?? 0),
    skipped: stats?.skipped ?? 0,
  };
}

const counts = [
  unitTests('tests', 'jest'),
  unitTests('differential'),
  unitTests('infra'),
  browserTests('browser'),
  browserTests('e2e'),
];
const sum = (member) => counts.reduce((total, count) => total + count[member], 0);
// A step without counted failures that failed all the same is one itself.
const counted = new Set(counts.filter(({ failed }) => failed > 0).map(({ step }) => step));
const failed = sum('failed') + failedSteps.filter((step) => !counted.has(step)).length;

for (const { step, passed, failed: failures, skipped } of counts.filter(({ passed, failed }) => passed + failed > 0)) {
  console.log(`${step}: ${passed} passed, ${failures} failed, ${skipped} skipped`);
}
if (failedSteps.length > 0) {
  console.log(`failed: ${failedSteps.join(', ')}`);
}
console.log(`${sum('passed')} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
