/** One filter: which side, which dimension, how compared, with which values. */
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { AccessoryButton, InputGroup } from '@grafana/plugin-ui';
import { Combobox, Field, MultiCombobox, useStyles2 } from '@grafana/ui';
import React, { useCallback } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import type { StoredFilter } from '../../query/stored-query';
import { choiceOf, operatorChoices, sideChoices } from './choices';
import { dimensionFrom, knownDimensions, optionsOf } from './dimension-picker';

interface Props {
  id: string;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
  filter: StoredFilter;
  problem?: string;
  hasSide: boolean;
  onChange: (filter: StoredFilter) => void;
  onRemove: () => void;
}

export function FilterRow({ id, datasource, range, filter, problem, hasSide, onChange, onRemove }: Props) {
  const { dimension, side = 'either', operator = '=' } = filter;
  const dimensions = useCallback(
    async (typed: string) => optionsOf(await knownDimensions(datasource, range), typed),
    [datasource, range]
  );
  const values = useCallback(
    async (typed: string) => [
      ...optionsOf(datasource.variableNames(), typed),
      ...optionsOf(await datasource.values({ dimension, side, range, typed }), typed),
    ],
    [datasource, dimension, side, range]
  );
  const styles = useStyles2(getStyles);
  const labels = {
    side: t('query.filter.side', 'Filter side'),
    dimension: t('query.filter.dimension', 'Filter dimension'),
    operator: t('query.filter.operator', 'Filter operator'),
    values: t('query.filter.values', 'Filter values'),
  };
  return (
    <Field noMargin invalid={problem !== undefined} error={problem}>
      <InputGroup>
        {hasSide ? (
          <Labelled id={`${id}-side`} label={labels.side}>
            <Combobox
              aria-labelledby={`${id}-side`}
              width={12}
              options={sideChoices()}
              value={choiceOf(sideChoices(), side) ?? null}
              onChange={(option) => onChange({ ...filter, side: option.value })}
            />
          </Labelled>
        ) : undefined}
        <Labelled id={`${id}-dimension`} label={labels.dimension}>
          <Combobox
            aria-labelledby={`${id}-dimension`}
            width={20}
            options={dimensions}
            createCustomValue
            value={{ value: dimension, label: dimension }}
            onChange={(option) => onChange({ ...filter, dimension: dimensionFrom(option.value), values: [] })}
          />
        </Labelled>
        <Labelled id={`${id}-operator`} label={labels.operator}>
          <Combobox
            aria-labelledby={`${id}-operator`}
            width={9}
            options={operatorChoices()}
            value={choiceOf(operatorChoices(), operator) ?? null}
            onChange={(option) => onChange({ ...filter, operator: option.value })}
          />
        </Labelled>
        <Labelled id={`${id}-values`} label={labels.values} className={styles.values}>
          <MultiCombobox
            aria-labelledby={`${id}-values`}
            options={values}
            createCustomValue
            isClearable
            invalid={problem !== undefined}
            placeholder={t('query.filter.values-placeholder', 'Choose or type')}
            value={filter.values.map((value) => ({ value, label: value || t('query.filter.empty', '(empty)') }))}
            onChange={(chosen) => onChange({ ...filter, values: chosen.map((option) => option.value) })}
          />
        </Labelled>
        <AccessoryButton
          aria-label={t('query.filter.remove', 'Remove filter')}
          icon="times"
          variant="secondary"
          type="button"
          onClick={onRemove}
        />
      </InputGroup>
    </Field>
  );
}

interface LabelledProps {
  id: string;
  label: string;
  className?: string;
  children: React.ReactElement;
}

/** A name for people who use a screen reader: the row's own labels would crowd it. */
function Labelled({ id, label, className, children }: LabelledProps) {
  return (
    <div className={className}>
      <span id={id} hidden>
        {label}
      </span>
      {children}
    </div>
  );
}

// The list of values fills its container: with a width of its own it would hide values for which there is room.
const getStyles = (theme: GrafanaTheme2) => ({ values: css({ width: theme.spacing(60) }) });
