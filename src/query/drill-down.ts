/** Links from what an answer shows to the next question: on nodes, edges, series, and cells of tables and matrices. */
import {
  FieldType,
  isDataFrame,
  type DataFrame,
  type DataLink,
  type DataQueryResponse,
  type Field,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import type { DataSourceRef } from '@grafana/schema';
import { measures } from '../shared/query';
import { clickedRow, type Row } from './clicked-row';
import { subjectOfCell, subjectOfExchange, subjectOfNode } from './clicked-subject';
import { deeperDimension, nextQuestion, type NextView, type Subject } from './next-question';
import type { StoredQuery } from './stored-query';

export interface DrillDownContext {
  /** The queries as they were asked: variables and ad-hoc filters filled in. */
  queries: StoredQuery[];
  datasource: DataSourceRef & { uid: string };
  datasourceName: string;
  /** Range of the answer. Explore knows it, a dashboard's tables and series have only this. */
  range: TimeRange;
}

/** The same frames with links, which open in Explore: beside the answer, if it is shown there. */
export function withDrillDown(response: DataQueryResponse, context: DrillDownContext): DataQueryResponse {
  const frames = response.data.filter((item: unknown): item is DataFrame => isDataFrame(item));
  const linked = new Map(
    frames.map((frame) => {
      const query = context.queries.find(({ refId }) => refId === frame.refId);
      const edges = frames.find(({ name, refId }) => name === 'edges' && refId === frame.refId);
      return [frame, query === undefined ? frame : linkedFrame(frame, { query, edges, context })];
    })
  );
  return { ...response, data: response.data.map((item: unknown) => (isDataFrame(item) ? linked.get(item) : item)) };
}

interface Answered {
  query: StoredQuery;
  /** Of a graph: which nodes send and which receive. */
  edges: DataFrame | undefined;
  context: DrillDownContext;
}

/** To which views a field is linked, and what of the answer a click on it means. */
interface Linking {
  views: TitledView[];
  subject: (row: Row) => Subject;
}

type TitledView = NextView & { title: string };

function linkedFrame(frame: DataFrame, answered: Answered): DataFrame {
  return {
    ...frame,
    fields: frame.fields.map((field) => {
      const linking = linkingOf(frame, field, answered);
      return linking === null
        ? field
        : { ...field, config: { ...field.config, links: linksOf(frame, linking, answered) } };
    }),
  };
}

function linkingOf({ name: frameName }: DataFrame, field: Field, { query, edges }: Answered): Linking | null {
  const { name, type, labels = {} } = field;
  const exchange = (row: Row): Subject => subjectOfExchange(row, query);
  switch (query.queryType ?? 'graph') {
    case 'graph':
      if (name !== 'id') {
        return null;
      }
      return frameName === 'edges'
        ? { views: exchangeViews(query), subject: exchange }
        : { views: endViews(query), subject: (row) => subjectOfNode(row, query, edges) };
    case 'timeseries': {
      const subject = exchange((label) => labels[label]);
      // The rest is no group that a question could name.
      return type === FieldType.number && subject.kind !== 'rest'
        ? { views: seriesViews(query), subject: () => subject }
        : null;
    }
    case 'table':
      return measures.some((measure) => measure === name) ? { views: exchangeViews(query), subject: exchange } : null;
    case 'matrix':
      return type === FieldType.number
        ? { views: exchangeViews(query), subject: (row) => subjectOfCell(row, name) }
        : null;
    case 'health':
    case 'events':
      return null;
  }
}

function linksOf(frame: DataFrame, { views, subject }: Linking, { query, context }: Answered): DataLink[] {
  const { datasource, datasourceName, range } = context;
  return views.map(({ title, ...view }) => ({
    title,
    url: '',
    internal: {
      datasourceUid: datasource.uid,
      datasourceName,
      range,
      query: ({ scopedVars }: { scopedVars: ScopedVars }) => {
        const row = clickedRow(scopedVars, frame);
        const next = nextQuestion(query, row === null ? { kind: 'rest' } : subject(row), view);
        return { ...literal(next, scopedVars), datasource };
      },
    },
  }));
}

function endViews(query: StoredQuery): TitledView[] {
  const deeper = deeperDimension(query);
  return [
    { title: t('drill-down.graph', 'Graph around this'), queryType: 'graph', deeper: false },
    { title: t('drill-down.time', 'Over time'), queryType: 'timeseries', deeper: false },
    ...(deeper === undefined ? [] : [deeperView('graph', deeper)]),
    { title: t('drill-down.table', 'As table'), queryType: 'table', deeper: false },
  ];
}

function exchangeViews(query: StoredQuery): TitledView[] {
  const deeper = deeperDimension(query);
  return [
    { title: t('drill-down.time', 'Over time'), queryType: 'timeseries', deeper: false },
    ...(deeper === undefined ? [] : [deeperView('graph', deeper), deeperView('table', deeper)]),
  ];
}

function seriesViews(query: StoredQuery): TitledView[] {
  const deeper = deeperDimension(query);
  return deeper === undefined
    ? [{ title: t('drill-down.table', 'As table'), queryType: 'table', deeper: false }]
    : [deeperView('timeseries', deeper), deeperView('graph', deeper), deeperView('table', deeper)];
}

function deeperView(queryType: NextView['queryType'], dimension: string): TitledView {
  switch (queryType) {
    case 'graph':
      return { title: t('drill-down.graph-by', 'Graph by {{dimension}}', { dimension }), queryType, deeper: true };
    case 'timeseries':
      return { title: t('drill-down.time-by', 'Over time by {{dimension}}', { dimension }), queryType, deeper: true };
    case 'table':
      return { title: t('drill-down.table-by', 'Table by {{dimension}}', { dimension }), queryType, deeper: true };
  }
}

const dollar = 'zoneflow_dollar';
const brackets = 'zoneflow_brackets';

/**
 * Grafana fills variables into every text of a link's query, with these very scoped variables. So a sign that begins a
 * variable becomes a variable itself, whose value is that sign: `$5` stays `$5`.
 */
function literal(query: StoredQuery, scopedVars: ScopedVars): StoredQuery {
  scopedVars[dollar] = { text: '$', value: '$' };
  scopedVars[brackets] = { text: '[[', value: '[[' };
  const text = (value: string): string =>
    value.replace(/\$|\[\[/g, (sign) => (sign === '$' ? `\${${dollar}}` : `\${${brackets}}`));
  const filters = query.filters?.map((filter) => ({
    ...filter,
    dimension: text(filter.dimension),
    values: filter.values.map(text),
  }));
  return { ...query, ...(filters === undefined ? {} : { filters }) };
}
