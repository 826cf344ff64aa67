/** The sample alert rules against what they rely on: questions that can alert, late data, the provisioned data source. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { parseQuery } from '../../backend/query/parse-query';
import { dashboards, repository } from './dashboard-files';

const questionSchema = z.object({
  refId: z.string(),
  datasourceUid: z.string(),
  relativeTimeRange: z.object({ from: z.int(), to: z.int() }),
  model: z.looseObject({ refId: z.string() }),
});
const expressionSchema = z.object({
  refId: z.string(),
  datasourceUid: z.literal('__expr__'),
  model: z.looseObject({ refId: z.string(), type: z.enum(['math', 'reduce', 'threshold']), expression: z.string() }),
});
const ruleSchema = z.object({
  uid: z.string().check(z.maxLength(40)),
  title: z.string(),
  condition: z.string(),
  for: z.string().check(z.regex(/^\d+[smh]$/)),
  noDataState: z.enum(['OK', 'Alerting', 'NoData', 'KeepLast']),
  execErrState: z.enum(['OK', 'Alerting', 'Error', 'KeepLast']),
  dashboardUid: z.string(),
  panelId: z.int(),
  labels: z.object({ severity: z.enum(['info', 'warning', 'critical']) }),
  annotations: z.object({ summary: z.string(), description: z.string() }),
  data: z.array(z.union([expressionSchema, questionSchema])),
});
type Rule = z.infer<typeof ruleSchema>;
const filesSchema = z.object({
  apiVersion: z.literal(1),
  groups: z.array(z.object({ name: z.string(), folder: z.string(), interval: z.string(), rules: z.array(ruleSchema) })),
});

function provisioned(path: string): unknown {
  return parse(readFileSync(join(repository, 'provisioning', path), 'utf8'));
}

const { groups } = filesSchema.parse(provisioned('alerting/rules.yaml'));
const rules = groups.flatMap((group) => group.rules);
const [dataSource] = z
  .object({ datasources: z.array(z.object({ uid: z.string() })) })
  .parse(provisioned('datasources/zoneflow.yaml')).datasources;

const questionsOf = (rule: Rule) =>
  rule.data.flatMap((entry) => (entry.datasourceUid !== '__expr__' && 'relativeTimeRange' in entry ? [entry] : []));
const expressionsOf = (rule: Rule) =>
  rule.data.flatMap((entry) =>
    'expression' in entry.model && typeof entry.model.expression === 'string' ? [entry.model.expression] : []
  );

test('there is a rule for traffic, its jump, its cost and for late data', () => {
  expect(rules.map(({ uid }) => uid)).toEqual([
    'zoneflow-cross-zone',
    'zoneflow-jump',
    'zoneflow-cost',
    'zoneflow-freshness',
  ]);
});

describe.each(rules.map((rule) => [rule.title, rule] as const))('%s', (_, rule) => {
  it('asks questions that alerts can read, of the provisioned data source', () => {
    expect(questionsOf(rule).length).toBeGreaterThan(0);
    for (const { refId, datasourceUid, model } of questionsOf(rule)) {
      const query = parseQuery(model);
      expect(datasourceUid).toBe(dataSource?.uid);
      expect(query.refId).toBe(refId);
      expect(['table', 'timeseries', 'health']).toContain(query.queryType);
      // No folded rest: either every group, or the largest without one of the others.
      expect(query.limit === 0 || !query.other || query.queryType === 'health').toBe(true);
    }
  });

  it('gives flow logs a quarter of an hour to arrive', () => {
    for (const { relativeTimeRange, model } of questionsOf(rule)) {
      expect(relativeTimeRange.from).toBeGreaterThan(relativeTimeRange.to);
      expect(model['queryType'] === 'health' || relativeTimeRange.to >= 900).toBe(true);
    }
  });

  it('decides by what it has', () => {
    const refIds = rule.data.map(({ refId }) => refId);
    expect(refIds).toContain(rule.condition);
    expect(new Set(refIds).size).toBe(refIds.length);
    for (const { refId, model } of rule.data) {
      expect(model.refId).toBe(refId);
    }
    for (const expression of expressionsOf(rule)) {
      const named = /^[A-Z]$/.test(expression)
        ? [expression]
        : [...expression.matchAll(/\$([A-Z])/g)].map(([, id]) => id);
      expect(named.length).toBeGreaterThan(0);
      expect(refIds).toEqual(expect.arrayContaining(named));
    }
  });

  it('says what was seen, with its number, and where to look', () => {
    expect(rule.annotations.summary).toMatch(/\{\{ .*\$values\.[A-Z]\.Value \}\}/);
    expect(rule.annotations.summary).toContain('$labels.');
    const dashboard = [...dashboards.values()].find(({ uid }) => uid === rule.dashboardUid);
    expect(dashboard?.panels.map(({ id }) => id)).toContain(rule.panelId);
  });
});
