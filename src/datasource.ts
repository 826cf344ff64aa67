/** The data source in the browser: hands queries to the backend and lists what can be chosen; shapes nothing itself. */
import {
  type AdHocVariableFilter,
  type CoreApp,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import * as z from 'zod/mini';
import { adHocKeys, filterFromAdHoc, sideAndDimensionOf } from './query/ad-hoc-filters';
import { displayText } from './query/display-text';
import { defaultQueryFor, type StoredQuery } from './query/stored-query';
import { interpolateFilter } from './query/template-variables';
import type { StoredSettings } from './editors/config/stored-settings';

/** What a list of values is for. */
export interface ValuesOf {
  dimension: string;
  side: string;
  range?: TimeRange;
  /** Part of the value that was typed. */
  typed?: string;
}

export class ZoneFlowDataSource extends DataSourceWithBackend<StoredQuery, StoredSettings> {
  private readonly templates: TemplateSrv;

  constructor(settings: DataSourceInstanceSettings<StoredSettings>, templates: TemplateSrv = getTemplateSrv()) {
    super(settings);
    this.templates = templates;
  }

  override getDefaultQuery(app: CoreApp): Partial<StoredQuery> {
    return defaultQueryFor(app);
  }

  override filterQuery(query: StoredQuery): boolean {
    return query.hide !== true;
  }

  override getQueryDisplayText(query: StoredQuery): string {
    return displayText(query);
  }

  override applyTemplateVariables(
    query: StoredQuery,
    scopedVars: ScopedVars,
    adHocFilters: AdHocVariableFilter[] = []
  ): StoredQuery {
    const filters = (query.filters ?? []).map((filter) => interpolateFilter(filter, this.templates, scopedVars));
    return { ...query, filters: [...filters, ...adHocFilters.map(filterFromAdHoc)] };
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

  /** The dimensions there are, keys of pod labels within the range included. */
  async dimensions(range?: TimeRange): Promise<string[]> {
    return textsOf(await this.getResource<unknown>('dimensions', boundsOf(range)));
  }

  /** Sorted values of a dimension from pod history, at most 1,000. */
  async values({ dimension, side, range, typed }: ValuesOf): Promise<string[]> {
    return textsOf(await this.getResource<unknown>('values', { dimension, side, q: typed ?? '', ...boundsOf(range) }));
  }
}

function textsOf(answer: unknown): string[] {
  return z.array(z.string()).parse(answer);
}

function boundsOf(range: TimeRange | undefined): { from?: number; to?: number } {
  return range ? { from: range.from.valueOf(), to: range.to.valueOf() } : {};
}
