/** What an input offers while somebody types: values and dimensions from pod history, variables, or why there are none. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';
import { useCallback, useEffect, useRef } from 'react';
import type { ZoneFlowDataSource } from '../datasource';
import { failureOf } from '../query/failure';
import type { StoredFilter } from '../query/stored-query';
import { ValueLists } from '../query/value-lists';
import { plainDimensions } from '../shared/dimensions';

type LoadOptions = (typed: string) => Promise<Array<ComboboxOption<string>>>;

interface ListOf {
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
}

interface ValuesFor extends ListOf {
  dimension: string;
  side: string;
  /** Filters that the values must be able to meet. */
  filters: StoredFilter[];
}

/** Values of a filter. The function stays the same, so that an open list is not asked for again by every drawing. */
export function useValueOptions(list: ValuesFor): LoadOptions {
  return useLatest(async (typed) => {
    const { datasource, dimension, side, range } = list;
    const variables = offered(datasource.variableNames(), typed);
    const empty = typed === '' ? [emptyValue()] : [];
    const [known] = datasource.filledFilters([{ dimension, values: ['any'] }]);
    if (known === undefined) {
      return [...variables, ...empty];
    }
    try {
      const filters = datasource.filledFilters(list.filters);
      const request = { dimension: known.dimension, side, range, typed, filters };
      return [...variables, ...empty, ...(await listsOf(datasource).values(request)).map(optionOf)];
    } catch (error) {
      return [...variables, unavailable(error, t('query.values.typed', 'You can still write a value.'))];
    }
  });
}

/** Dimensions to group or filter by, without those in `except`. */
export function useDimensionOptions({ datasource, range, except = [] }: ListOf & { except?: string[] }): LoadOptions {
  return useLatest(async (typed) => {
    const isOffered = ({ value }: ComboboxOption<string>) => !except.includes(value);
    // A dashboard has many variables; only who writes a dollar sign wants one here.
    const variables = typed.includes('$') ? datasource.variableNames().flatMap((name) => [name, `label:${name}`]) : [];
    try {
      const known = await listsOf(datasource).values({ dimension: dimensionNames, side: '', range, typed });
      return [...offered(variables, typed), ...known.map(optionOf)].filter(isOffered);
    } catch (error) {
      const fixed = offered([...variables, ...plainDimensions], typed).filter(isOffered);
      return [...fixed, unavailable(error, t('query.labels.typed', 'You can still write the key of a pod label.'))];
    }
  });
}

/** Not a dimension: the list of all dimensions is kept beside the lists of their values. */
const dimensionNames = 'dimension names';

const lists = new WeakMap<ZoneFlowDataSource, ValueLists>();

function listsOf(datasource: ZoneFlowDataSource): ValueLists {
  const known = lists.get(datasource);
  if (known !== undefined) {
    return known;
  }
  const made = new ValueLists(async (request) =>
    request.dimension === dimensionNames
      ? (await datasource.dimensions(request.range)).filter((name) => name.toLowerCase().includes(request.typed ?? ''))
      : datasource.values(request)
  );
  lists.set(datasource, made);
  return made;
}

function offered(texts: string[], typed: string): Array<ComboboxOption<string>> {
  const part = typed.toLowerCase();
  return texts.filter((text) => text.toLowerCase().includes(part)).map(optionOf);
}

function optionOf(text: string): ComboboxOption<string> {
  return { value: text, label: text };
}

function emptyValue(): ComboboxOption<string> {
  return {
    value: '',
    label: t('query.filter.empty', '(empty)'),
    description: t('query.filter.empty-description', 'Ends that do not have this dimension'),
  };
}

/** A line in the list that cannot be chosen: an empty list would read as “there are none”. */
function unavailable(error: unknown, meanwhile: string): ComboboxOption<string> {
  const { message, remedy } = failureOf(error);
  return { value: '\u0000unavailable', label: message, description: `${meanwhile} ${remedy}`, infoOption: true };
}

function useLatest(load: LoadOptions): LoadOptions {
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  return useCallback((typed: string) => latest.current(typed), []);
}
