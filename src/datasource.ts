/** The data source in the browser: hands queries to the backend and lists what can be chosen; shapes nothing itself. */
import {
  CoreApp,
  type AdHocVariableFilter,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type QueryFixAction,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { map, type Observable } from 'rxjs';
import * as z from 'zod/mini';
import { annotationSupport } from './annotation-support';
import { adHocKeys, filterFromAdHoc, sideAndDimensionOf } from './query/ad-hoc-filters';
import { Cancellation } from './query/cancellation';
import { displayText } from './query/display-text';
import { withDrillDown } from './query/drill-down';
import { modifyQuery } from './query/modify-query';
import { withRestExplained } from './query/rest-filter';
import { defaultQueryFor, meantQuery, type StoredFilter, type StoredQuery } from './query/stored-query';
import { interpolateMembers } from './query/template-members';
import { interpolateFilters } from './query/template-variables';
import { labelKeys, type VariableChoice } from './query/variable-query';
import { inWholeMinutes } from './query/whole-minutes';
import { queryDefaultsSchema, type QueryDefaults } from './shared/settings';
import { ZoneFlowVariableSupport } from './variable-support';
import type { StoredSettings } from './editors/config/stored-settings';

/** What a list of values is for. */
export interface ValuesOf {
  dimension: string;
  side: string;
  range?: TimeRange;
  /** Part of the value that was typed. */
  typed?: string;
  /** Only of pods and nodes that pass these filters; their variables are filled in already. */
  filters?: StoredFilter[];
}

/** What a preview is made for. */
export interface PreviewOf {
  query: StoredQuery;
  range: TimeRange;
  intervalMs?: number;
  maxDataPoints?: number;
}

/** Whoever asked shows what went wrong where it was asked; no message pops up besides. */
const inPlace = { showErrorAlert: false };

const previewSchema = z.object({ sql: z.string() });

export class ZoneFlowDataSource extends DataSourceWithBackend<StoredQuery, StoredSettings> {
  private readonly templates: TemplateSrv;
  private readonly queryDefaults: QueryDefaults;
  private readonly cancellation = new Cancellation();

  constructor(settings: DataSourceInstanceSettings<StoredSettings>, templates: TemplateSrv = getTemplateSrv()) {
    super(settings);
    this.queryDefaults = queryDefaultsSchema.safeParse(settings.jsonData.queryDefaults).data ?? {};
    this.templates = templates;
    this.variables = new ZoneFlowVariableSupport(this);
    this.annotations = annotationSupport;
  }

  override query(request: DataQueryRequest<StoredQuery>): Observable<DataQueryResponse> {
    const { targets, scopedVars, filters, range } = request;
    const queries = targets.map((query) => this.applyTemplateVariables(query, scopedVars, filters));
    const datasource = { type: this.type, uid: this.uid };
    const context = { queries, datasource, datasourceName: this.name, range };
    const answer = super
      .query({ ...request, range: inWholeMinutes(range) })
      .pipe(map((response) => withRestExplained(withDrillDown(response, context), queries)));
    return this.cancellation.stoppable(answer, request);
  }

  /** Stops a running request and the engine's query; its panel says that it was cancelled. */
  cancel(requestId: string): void {
    this.cancellation.cancel(requestId);
  }

  modifyQuery(query: StoredQuery, action: QueryFixAction): StoredQuery {
    return modifyQuery(query, action);
  }

  override getDefaultQuery(app: CoreApp): Partial<StoredQuery> {
    return defaultQueryFor(app, this.queryDefaults);
  }

  override filterQuery(query: StoredQuery): boolean {
    return query.hide !== true;
  }

  override getQueryDisplayText(query: StoredQuery): string {
    return displayText(meantQuery(query, this.getDefaultQuery(CoreApp.PanelEditor)));
  }

  override applyTemplateVariables(
    query: StoredQuery,
    scopedVars: ScopedVars,
    adHocFilters: AdHocVariableFilter[] = []
  ): StoredQuery {
    const meant = meantQuery(query, this.getDefaultQuery(CoreApp.PanelEditor));
    const members = interpolateMembers(meant, this.templates, scopedVars);
    const filled = interpolateFilters(members, this.templates, scopedVars);
    const filters: unknown = filled.filters ?? [];
    // What is no list is refused by the backend; the dashboard's filters must not hide that.
    return adHocFilters.length > 0 && Array.isArray(filters)
      ? { ...filled, filters: [...filters, ...adHocFilters.map(filterFromAdHoc)] }
      : filled;
  }

  override async getTagKeys(options?: DataSourceGetTagKeysOptions<StoredQuery>): Promise<MetricFindValue[]> {
    return adHocKeys(await this.dimensions(options?.timeRange));
  }

  override async getTagValues(options: DataSourceGetTagValuesOptions<StoredQuery>): Promise<MetricFindValue[]> {
    const values = await this.values({ ...sideAndDimensionOf(options.key), range: options.timeRange });
    return values.map((text) => ({ text }));
  }

  /** Names of the dashboard's variables as they are written in a query, `$namespace`. */
  variableNames(): string[] {
    return this.templates.getVariables().map(({ name }) => `$${name}`);
  }

  hasVariable(text: string): boolean {
    return this.templates.containsTemplate(text);
  }

  /** These filters with the dashboard's variables filled in; without those that still name one, or have no value. */
  filledFilters(filters: StoredFilter[]): StoredFilter[] {
    const filled = interpolateFilters({ refId: '', filters }, this.templates, {}).filters ?? [];
    return filled.filter(
      ({ dimension, values }) => values.length > 0 && ![dimension, ...values].some((text) => this.hasVariable(text))
    );
  }

  /** The dimensions there are, keys of pod labels within the range included. */
  async dimensions(range?: TimeRange): Promise<string[]> {
    return textsOf(await this.getResource<unknown>('dimensions', boundsOf(range), inPlace));
  }

  /** Sorted values of a dimension from pod history, at most 1,000. */
  async values({ dimension, side, range, typed, filters = [] }: ValuesOf): Promise<string[]> {
    const filtered = filters.length > 0 ? { filters: JSON.stringify(filters) } : {};
    const parameters = { dimension, side, q: typed ?? '', ...filtered, ...boundsOf(range) };
    return textsOf(await this.getResource<unknown>('values', parameters, inPlace));
  }

  /** Values of a dashboard variable, or for the dimension `label` the keys of pod labels. */
  async variableValues(
    { dimension, filters }: VariableChoice,
    { scopedVars, range }: Pick<DataQueryRequest, 'scopedVars'> & { range?: TimeRange }
  ): Promise<string[]> {
    if (dimension === labelKeys) {
      const dimensions = await this.dimensions(range);
      return dimensions.filter((name) => name.startsWith('label:')).map((name) => name.slice('label:'.length));
    }
    return this.values({
      dimension: this.templates.replace(dimension, scopedVars),
      side: 'either',
      range,
      filters: interpolateFilters({ refId: '', filters }, this.templates, scopedVars).filters,
    });
  }

  /** The SQL that the query would run. */
  async preview({ query, range, intervalMs, maxDataPoints }: PreviewOf): Promise<string> {
    const asked = this.applyTemplateVariables(query, {});
    const body = { query: asked, ...boundsOf(range), intervalMs, maxDataPoints };
    return previewSchema.parse(await this.postResource<unknown>('preview', body, inPlace)).sql;
  }
}

function textsOf(answer: unknown): string[] {
  return z.array(z.string()).parse(answer);
}

function boundsOf(range: TimeRange | undefined): { from?: number; to?: number } {
  return range ? { from: range.from.valueOf(), to: range.to.valueOf() } : {};
}
