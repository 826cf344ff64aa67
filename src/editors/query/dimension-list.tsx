/** The dimensions of one side in order: chips that can be moved and removed, and an input that adds one. */
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, IconButton, useStyles2 } from '@grafana/ui';
import React, { useRef, useState } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import { useNewChoice } from '../../hooks/use-new-choice';
import { useDimensionOptions } from '../../hooks/use-value-options';
import { writtenDimension } from './written-dimension';
import { verbatim } from '../../query/verbatim';

interface Props {
  /** Of the input. */
  id: string;
  /** Names the list for people who hear it. */
  label: string;
  datasource: ZoneFlowDataSource;
  range?: TimeRange;
  /** As stored: names that are no dimensions are shown, too. */
  value: string[];
  onChange: (dimensions: string[]) => void;
  /** What an empty list means. */
  placeholder: string;
  invalid?: boolean;
}

export function DimensionList({ id, label, datasource, range, value, onChange, placeholder, invalid }: Props) {
  const styles = useStyles2(getStyles);
  const list = useRef<HTMLUListElement>(null);
  const [moved, setMoved] = useState('');
  const [additions, setAdditions] = useState(0);
  const options = useDimensionOptions({ datasource, range, except: value });
  const move = (position: number) => {
    const dimension = value[position];
    const before = value[position - 1];
    if (dimension === undefined || before === undefined) {
      return;
    }
    onChange(value.map((other, index) => (index === position ? before : index === position - 1 ? dimension : other)));
    setMoved(
      t('query.group-by.moved', '{{dimension}} is now number {{position}}', { ...verbatim, dimension, position })
    );
    // The focus follows: to the button that moves on, or to the name of the first.
    list.current?.children[position - 1]?.querySelector<HTMLElement>('button, [data-name]')?.focus();
  };
  const addNew = useNewChoice(
    (dimension) => value.includes(dimension),
    (dimension: string) => onChange([...value, dimension])
  );
  const add = (written: string) => {
    addNew(writtenDimension(written, datasource));
    setAdditions(additions + 1);
  };
  return (
    <div className={styles.row}>
      {value.length > 0 && (
        <ul className={styles.row} aria-label={label} ref={list}>
          {value.map((dimension, position) => (
            // By position: a chip that is moved in the page would lose the focus.
            <li key={position} className={styles.chip}>
              {position > 0 && (
                <IconButton
                  name="arrow-left"
                  size="sm"
                  type="button"
                  tooltip={t('query.group-by.move', 'Move {{dimension}} before {{before}}', {
                    ...verbatim,
                    dimension,
                    before: value[position - 1],
                  })}
                  onClick={() => move(position)}
                />
              )}
              <span data-name tabIndex={-1}>
                {dimension}
              </span>
              <IconButton
                name="times"
                size="sm"
                type="button"
                tooltip={t('query.group-by.remove', 'Remove {{dimension}}', { ...verbatim, dimension })}
                onClick={() => onChange(value.filter((_, index) => index !== position))}
              />
            </li>
          ))}
        </ul>
      )}
      <Combobox
        // An input that added something is replaced by an empty one; it would go on showing what it added.
        key={additions}
        autoFocus={additions > 0}
        id={id}
        width={value.length > 0 ? 16 : 28}
        options={options}
        createCustomValue
        customValueDescription={t('query.group-by.custom', 'Use as the key of a pod label')}
        invalid={invalid}
        placeholder={value.length > 0 ? t('query.group-by.add', 'Add') : placeholder}
        value={null}
        onChange={(option) => option.infoOption !== true && add(option.value)}
      />
      <span className={styles.heard} role="status">
        {moved}
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5), listStyle: 'none' }),
  chip: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    minHeight: theme.spacing(theme.components.height.md),
    padding: theme.spacing(0, 1),
    overflowWrap: 'anywhere',
    background: theme.colors.background.canvas,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  heard: css({ position: 'absolute', overflow: 'hidden', width: 1, height: 1, clipPath: 'inset(50%)' }),
});
