/** What the server tells the page: which plugin, and which time the demo's data is of. */
import { dateTime, type TimeRange } from '@grafana/data';
import { z } from 'zod';

const schema = z.object({
  pluginId: z.string(),
  demo: z.record(z.string(), z.unknown()),
  /** Epoch milliseconds. */
  from: z.number(),
  to: z.number(),
});

export const hostSettings = schema.parse(JSON.parse(document.getElementById('host-settings')?.textContent ?? '{}'));

const from = dateTime(hostSettings.from);
const to = dateTime(hostSettings.to);

export const demoRange: TimeRange = { from, to, raw: { from, to } };
