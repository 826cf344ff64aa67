/** The tables that Athena and Trino read: flow logs, and pod history. */
import { t } from '@grafana/i18n';
import { ConfigSection, ConfigSubSection } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';
import React from 'react';
import { ListedField } from './listed-field';
import { placeTexts, type SectionProps } from './stored-settings';
import { TextField } from './text-field';

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
          <TableFields {...props} member="flows" />
        </ConfigSubSection>
        <ConfigSubSection
          title={t('config.history.label', 'Pod history')}
          description={t('config.tables.history-description', 'The table of who held which address from when to when.')}
        >
          <TableFields {...props} member="history" />
        </ConfigSubSection>
      </Stack>
    </ConfigSection>
  );
}

interface TableFieldsProps extends Props {
  member: 'flows' | 'history';
}

function TableFields(props: TableFieldsProps) {
  return props.settings.engine === 'athena' ? <ListedTable {...props} /> : <TypedTable {...props} />;
}

/** Athena's catalog can be asked what there is. */
function ListedTable({ settings, readOnly, onChange, member, datasourceUid }: TableFieldsProps) {
  const { database, table } = placeTexts(settings[member]);
  const catalog = settings.athena?.catalog;
  return (
    <Stack direction="row" gap={2} wrap="wrap">
      <ListedField
        id={`config-${member}-database`}
        required
        width={30}
        label={t('config.tables.database', 'Database')}
        placeholder={t('config.tables.choose', 'Choose or type')}
        value={database}
        readOnly={readOnly}
        datasourceUid={datasourceUid}
        names={{ list: 'databases', catalog }}
        onChange={(changed) => onChange({ [member]: { database: changed, table } })}
      />
      <ListedField
        id={`config-${member}-table`}
        required
        width={30}
        label={t('config.tables.table', 'Table')}
        placeholder={t('config.tables.choose', 'Choose or type')}
        value={table}
        readOnly={readOnly}
        datasourceUid={datasourceUid}
        names={{ list: 'tables', catalog, database }}
        onChange={(changed) => onChange({ [member]: { database, table: changed } })}
      />
    </Stack>
  );
}

function TypedTable({ settings, readOnly, onChange, member }: TableFieldsProps) {
  const { database, table } = placeTexts(settings[member]);
  return (
    <Stack direction="row" gap={2} wrap="wrap">
      <TextField
        id={`config-${member}-database`}
        required
        width={30}
        label={t('config.tables.schema', 'Schema')}
        value={database}
        readOnly={readOnly}
        onChange={(changed) => onChange({ [member]: { database: changed, table } })}
      />
      <TextField
        id={`config-${member}-table`}
        required
        width={30}
        label={t('config.tables.table', 'Table')}
        value={table}
        readOnly={readOnly}
        onChange={(changed) => onChange({ [member]: { database, table: changed } })}
      />
    </Stack>
  );
}
