/** The time the demo's data is of, as the running Grafana knows it: its provisioned dashboard was set to it. */
import type { APIRequestContext } from '@playwright/test';

/** Texts of the range (ISO), as a dashboard stores them. */
export interface DemoRange {
  from: string;
  to: string;
}

export const dashboardUid = 'zoneflow-overview';
export const dataSourceUid = 'zoneflow-demo';

export async function demoRange(request: APIRequestContext): Promise<DemoRange> {
  const response = await request.get(`/api/dashboards/uid/${dashboardUid}`);
  const answer = (await response.json()) as { dashboard: { time: DemoRange } };
  return answer.dashboard.time;
}
