/** The tables that Athena and Trino read: flow logs, pod history, and rolled up hours where there are some. */
import { t } from '@grafana/i18n';
import { ConfigSection, ConfigSubSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import type { NamesWanted } from './listed-names';
import { ListedField } from './listed-field';
import { placeTexts, type PlaceMember, type SectionProps } from './stored-settings';
import { TextField, type TextFieldProps } from './text-field';

interface Props extends SectionProps {
  datasourceUid: string;
}

export function TablesSection(props: Props) {
  return (
    <ConfigSection title={t('config.tables.title', 'Tables')}>
      <Stack direction="column" gap={3}>
        <ConfigSubSection
          title={t('config.flows.label', 'Flow logs')}
          description={t('config.tables.flows-description', 'The table over the VPC Flow Logs in S3.')}
        >
          <TableFields {...props} member="flows" required />
        </ConfigSubSection>
        <ConfigSubSection
          title={t('config.history.label', 'Pod history')}
          description={t('config.tables.history-description', 'The table of who held which address from when to when.')}
        >
          <TableFields {...props} member="history" required />
        </ConfigSubSection>
        <ConfigSubSection
          title={t('config.rollup.label', 'Rollup')}
          description={t(
            'config.tables.rollup-description',
            'Optional. The table in which zoneflow rollup keeps the hours it has summed up, with its two others (…_evidence, …_hours) beside it: long ranges answer from there.'
          )}
        >
          <TableFields {...props} member="rollup" />
        </ConfigSubSection>
      </Stack>
    </ConfigSection>
  );
}

interface TableFieldsProps extends Props {
  member: PlaceMember;
  required?: boolean;
}

function TableFields({ settings, readOnly, onChange, member, required, datasourceUid }: TableFieldsProps) {
  const { database, table } = placeTexts(settings[member]);
  const isAthena = settings.engine === 'athena';
  const catalog = settings.athena?.catalog;
  const write = (place: { database: string; table: string }) =>
    onChange({ [member]: required || place.database !== '' || place.table !== '' ? place : undefined });
  // Of a table that may be left out, one half needs the other.
  const isNeeded = required || database !== '' || table !== '';
  const field = { required: isNeeded, readOnly, datasourceUid, width: 30 };
  return (
    <Stack direction="row" gap={2} wrap="wrap">
      <NameField
        {...field}
        id={`config-${member}-database`}
        label={isAthena ? t('config.tables.database', 'Database') : t('config.tables.schema', 'Schema')}
        value={database}
        names={isAthena ? { list: 'databases', catalog } : undefined}
        onChange={(changed = '') => write({ database: changed, table })}
      />
      <NameField
        {...field}
        id={`config-${member}-table`}
        label={t('config.tables.table', 'Table')}
        value={table}
        names={isAthena ? { list: 'tables', catalog, database } : undefined}
        onChange={(changed = '') => write({ database, table: changed })}
      />
    </Stack>
  );
}

interface NameFieldProps extends TextFieldProps {
  width: number;
  datasourceUid: string;
  /** Undefined where no catalog can be asked what there is. */
  names: NamesWanted | undefined;
}

function NameField({ names, datasourceUid, ...field }: NameFieldProps) {
  return names === undefined ? (
    <TextField {...field} />
  ) : (
    <ListedField
      {...field}
      names={names}
      datasourceUid={datasourceUid}
      example={t('config.tables.choose', 'Choose or type')}
    />
  );
}
