/** Settings that are not whole yet. */
import { everythingAllowed } from '../aws/aws-policy';
import { parseAwsSettings } from '../aws/aws-settings';
import { startServiceDouble } from '../engines/athena/service-double.test-data';
import { ZoneFlowError } from '../errors';
import { createUnsetService } from './unset-service';

test('questions fail by what is wrong, and what the settings may name is listed', async () => {
  const athena = await startServiceDouble(() => ({}));
  athena.lists.ListWorkGroups = [{ Name: 'zoneflow' }];
  const codes: string[] = [];
  const failure = new ZoneFlowError('bad_settings', 'The setting flows needs a table');
  const service = createUnsetService(failure, {
    observer: { failed: ({ code }) => void codes.push(code) },
    aws: () => athena.settings,
  });
  const { signal } = new AbortController();
  const ask = { from: 0, to: 1, intervalMs: 1, maxDataPoints: 1 };
  await expect(service.frames({}, ask, signal)).rejects.toBe(failure);
  await expect(service.health(signal)).rejects.toBe(failure);
  expect(codes).toEqual(['bad_settings']);
  expect(await service.list({ of: 'workgroups' }, signal)).toEqual(['zoneflow']);
  await athena.close();
  const regionless = createUnsetService(failure, {
    observer: { failed: () => undefined },
    aws: () => parseAwsSettings({}, new Map(), everythingAllowed, {}),
  });
  await expect(async () => regionless.list({ of: 'workgroups' }, signal)).rejects.toThrow('defaultRegion is missing');
});
