/** The cheat sheet's questions and the queries that answer them. */
import { t } from '@grafana/i18n';
import type { StoredQuery } from '../../query/stored-query';

export interface Example {
  key: string;
  /** What one wants to know. */
  question: string;
  /** How to read the answer, or what to fill in. */
  hint: string;
  query: Omit<StoredQuery, 'refId'>;
}

export interface ExampleGroup {
  key: string;
  title: string;
  examples: Example[];
}

export function exampleGroups(): ExampleGroup[] {
  return [
    { key: 'who', title: t('query.examples.who', 'Who talks across zones?'), examples: whoExamples() },
    { key: 'cost', title: t('query.examples.cost', 'What does it cost?'), examples: costExamples() },
    {
      key: 'locality',
      title: t('query.examples.locality', 'Does traffic stay in its zone?'),
      examples: localityExamples(),
    },
    { key: 'outside', title: t('query.examples.outside', 'What is not pod to pod?'), examples: outsideExamples() },
    { key: 'alert', title: t('query.examples.alert', 'Alert on …'), examples: alertExamples() },
    { key: 'health', title: t('query.examples.health', 'Can I believe it?'), examples: healthExamples() },
  ];
}

function whoExamples(): Example[] {
  return [
    {
      key: 'graph',
      question: t('query.examples.graph', 'Which namespaces talk from zone to zone?'),
      hint: t('query.examples.graph-hint', 'Node graph of namespaces in their zones.'),
      query: { queryType: 'graph', traffic: 'cross-zone', groupBy: ['namespace', 'zone'], limit: 50 },
    },
    {
      key: 'senders',
      question: t('query.examples.senders', 'Which workloads send most across zones?'),
      hint: t('query.examples.senders-hint', 'Table of the 20 largest pairs.'),
      query: { queryType: 'table', traffic: 'cross-zone', groupBy: ['namespace', 'workload'], limit: 20 },
    },
    {
      key: 'matrix',
      question: t('query.examples.matrix', 'How much flows from each zone to each?'),
      hint: t('query.examples.matrix-hint', 'The diagonal stays in its zone.'),
      query: { queryType: 'matrix', traffic: 'all', measure: 'bytes' },
    },
  ];
}

function costExamples(): Example[] {
  return [
    {
      key: 'namespace-cost',
      question: t('query.examples.namespace-cost', 'What does each namespace cost?'),
      hint: t('query.examples.namespace-cost-hint', 'Estimate for the range, by who sends.'),
      query: {
        queryType: 'table',
        traffic: 'cross-zone',
        groupBy: ['namespace'],
        targetGroupBy: [],
        measure: 'cost',
        limit: 0,
      },
    },
    {
      key: 'one-namespace',
      question: t('query.examples.one-namespace', 'What does one namespace cost, and with whom?'),
      hint: t('query.examples.one-namespace-hint', 'Choose the namespace in the filter.'),
      query: {
        queryType: 'table',
        traffic: 'cross-zone',
        groupBy: ['namespace', 'workload'],
        filters: [{ side: 'either', dimension: 'namespace', operator: '=|', values: [] }],
        measure: 'cost',
        limit: 50,
      },
    },
    {
      key: 'team',
      question: t('query.examples.team', 'What does each team cost over time?'),
      hint: t('query.examples.team-hint', 'By the pod label team; choose your own label.'),
      query: {
        queryType: 'timeseries',
        traffic: 'cross-zone',
        groupBy: ['label:team'],
        targetGroupBy: [],
        measure: 'cost',
        limit: 10,
      },
    },
  ];
}

function localityExamples(): Example[] {
  return [
    {
      key: 'distribution',
      question: t('query.examples.distribution', 'Is traffic distribution working?'),
      hint: t(
        'query.examples.distribution-hint',
        'From zone to zone over time: lines within a zone should rise, the others fall.'
      ),
      query: { queryType: 'timeseries', traffic: 'all', groupBy: ['zone'], rate: true, limit: 0 },
    },
    {
      key: 'staying',
      question: t('query.examples.staying', 'How much stays in its zone?'),
      hint: t('query.examples.staying-hint', 'Traffic within one node never reaches a flow log and is not in it.'),
      query: {
        queryType: 'timeseries',
        traffic: 'same-zone',
        groupBy: ['namespace'],
        targetGroupBy: [],
        rate: true,
        limit: 10,
      },
    },
    {
      key: 'one-workload',
      question: t('query.examples.one-workload', 'Where do the clients of one workload sit?'),
      hint: t(
        'query.examples.one-workload-hint',
        'Choose the workload in the filter; rows with two different zones cross.'
      ),
      query: {
        queryType: 'table',
        traffic: 'all',
        groupBy: ['workload', 'zone'],
        targetGroupBy: ['zone'],
        filters: [{ side: 'target', dimension: 'workload', operator: '=|', values: [] }],
        limit: 50,
      },
    },
  ];
}

function outsideExamples(): Example[] {
  return [
    {
      key: 'kinds',
      question: t('query.examples.kinds', 'Which kinds of ends are there?'),
      hint: t(
        'query.examples.kinds-hint',
        'Pods, nodes, load balancers, NAT gateways, the internet, and what nobody owned.'
      ),
      query: { queryType: 'table', traffic: 'all', groupBy: ['kind'], limit: 0 },
    },
    {
      key: 'nat',
      question: t('query.examples.nat', 'Who uses NAT gateways and load balancers?'),
      hint: t('query.examples.nat-hint', 'By sending workload.'),
      query: {
        queryType: 'table',
        traffic: 'all',
        groupBy: ['namespace', 'workload', 'zone'],
        targetGroupBy: ['kind', 'zone'],
        filters: [{ side: 'target', dimension: 'kind', operator: '=|', values: ['nat-gateway', 'load-balancer'] }],
        limit: 50,
      },
    },
  ];
}

function alertExamples(): Example[] {
  return [
    {
      key: 'alert-bytes',
      question: t('query.examples.alert-bytes', 'Much cross-zone traffic of a namespace'),
      hint: t(
        'query.examples.alert-bytes-hint',
        'In an alert rule: one number for each namespace. Range now-20m to now-15m.'
      ),
      query: {
        queryType: 'table',
        traffic: 'cross-zone',
        groupBy: ['namespace'],
        targetGroupBy: [],
        measure: 'bytes',
        limit: 0,
      },
    },
    {
      key: 'alert-cost',
      question: t('query.examples.alert-cost', 'Cost of the cluster in a day'),
      hint: t('query.examples.alert-cost-hint', 'In an alert rule: one number. Range now-1d to now-15m.'),
      query: {
        queryType: 'table',
        traffic: 'cross-zone',
        groupBy: ['cluster'],
        targetGroupBy: [],
        measure: 'cost',
        limit: 0,
      },
    },
    {
      key: 'alert-late',
      question: t('query.examples.alert-late', 'Flow logs or pod history stop'),
      hint: t('query.examples.alert-late-hint', 'In an alert rule: seconds since the newest; above 1800 is late.'),
      query: { queryType: 'health' },
    },
  ];
}

function healthExamples(): Example[] {
  return [
    {
      key: 'fresh',
      question: t('query.examples.fresh', 'Is the data fresh?'),
      hint: t('query.examples.fresh-hint', 'Newest flow log and pod history, with what to do.'),
      query: { queryType: 'health' },
    },
    {
      key: 'unattributed',
      question: t('query.examples.unattributed', 'What is unattributed?'),
      hint: t('query.examples.unattributed-hint', 'Who talks to addresses that pod history does not know.'),
      query: {
        queryType: 'table',
        traffic: 'all',
        groupBy: ['kind', 'namespace', 'workload', 'zone'],
        filters: [{ side: 'either', dimension: 'kind', operator: '=', values: ['unattributed'] }],
        limit: 50,
      },
    },
  ];
}
