/** One filter: which side, which dimension, how compared, with which values. */
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, FieldValidationMessage, IconButton, MultiCombobox, useStyles2 } from '@grafana/ui';
import React from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { useNewChoice } from '../../hooks/use-new-choice';
import { useDimensionOptions, useValueOptions } from '../../hooks/use-value-options';
import type { StoredFilter } from '../../query/stored-query';
import { ChoiceCombobox } from './choice-combobox';
import { operatorChoices, sideChoices } from './choices';
import { writtenDimension } from './written-dimension';

interface Props {
  id: string;
  position: number;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
  filter: StoredFilter;
  /** The other filters of the same side: values are offered that can meet them, too. */
  others: StoredFilter[];
  problem?: string;
  hasSide: boolean;
  onChange: (filter: StoredFilter) => void;
  onRemove: () => void;
}

export function FilterRow(props: Props) {
  const { id, position, datasource, range, filter, others, problem, hasSide, onChange, onRemove } = props;
  const { dimension, side = 'either', values } = filter;
  const dimensions = useDimensionOptions({ datasource, range });
  const valueOptions = useValueOptions({ datasource, range, dimension, side, filters: others });
  const chooseDimension = useNewChoice(
    (chosen) => chosen === dimension,
    (chosen: string) => onChange({ ...filter, dimension: chosen, values: [] })
  );
  const styles = useStyles2(getStyles);
  return (
    <div>
      <div
        className={styles.row}
        role="group"
        aria-label={t('query.filter.number', 'Filter {{number}}', { number: position + 1 })}
      >
        {hasSide && (
          <Labelled id={`${id}-side`} label={t('query.filter.side', 'Filter side')}>
            <ChoiceCombobox
              aria-labelledby={`${id}-side`}
              width={13}
              choices={sideChoices()}
              stored={filter.side}
              fallback="either"
              onChange={(chosen) => onChange({ ...filter, side: chosen })}
            />
          </Labelled>
        )}
        <Labelled id={`${id}-dimension`} label={t('query.filter.dimension', 'Filter dimension')}>
          <Combobox
            aria-labelledby={`${id}-dimension`}
            width={20}
            options={dimensions}
            createCustomValue
            customValueDescription={t('query.group-by.custom', 'Use as the key of a pod label')}
            value={{ value: dimension, label: dimension }}
            onChange={(option) =>
              option.infoOption !== true && chooseDimension(writtenDimension(option.value, datasource))
            }
          />
        </Labelled>
        <Labelled id={`${id}-operator`} label={t('query.filter.operator', 'Filter operator')}>
          <ChoiceCombobox
            aria-labelledby={`${id}-operator`}
            width={9}
            choices={operatorChoices()}
            stored={filter.operator}
            fallback="="
            onChange={(chosen) => onChange({ ...filter, operator: chosen })}
          />
        </Labelled>
        <Labelled id={`${id}-values`} label={t('query.filter.values', 'Filter values')} className={styles.values}>
          <MultiCombobox
            aria-labelledby={`${id}-values`}
            options={valueOptions}
            createCustomValue
            isClearable
            invalid={problem !== undefined}
            placeholder={t('query.filter.values-placeholder', 'Choose or type')}
            value={values.map((value) => ({ value, label: value || t('query.filter.empty', '(empty)') }))}
            onChange={(chosen) =>
              onChange(
                withValues(
                  filter,
                  chosen.map((option) => option.value)
                )
              )
            }
          />
        </Labelled>
        <IconButton
          name="times"
          type="button"
          tooltip={t('query.filter.remove', 'Remove filter')}
          className={styles.remove}
          onClick={onRemove}
        />
      </div>
      {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
    </div>
  );
}

/** `=` and `!=` compare with one value: with a second one they become the operators for several. */
function withValues(filter: StoredFilter, values: string[]): StoredFilter {
  const { operator = '=' } = filter;
  const isForOne = operator === '=' || operator === '!=';
  return { ...filter, values, ...(isForOne && values.length > 1 && { operator: `${operator}|` }) };
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

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5) }),
  // The list of values takes the room there is: chosen values that do not fit are counted, not shown.
  values: css({ flex: `1 1 ${theme.spacing(18)}`, minWidth: 0, maxWidth: theme.spacing(80) }),
  remove: css({ margin: theme.spacing(0, 1) }),
});
