/** Settings of the data source: which engine, where the data lies, what a gigabyte costs, how much one query may take. */
import { DataSourceDescription } from '@grafana/plugin-ui';
import { Divider, Stack } from '@grafana/ui';
import React from 'react';
import pluginJson from '../../plugin.json';
import { AthenaSection } from './athena-section';
import { ClustersSection } from './clusters-section';
import { CollectionSection } from './collection-section';
import { DuckDbSection } from './duckdb-section';
import { EngineSection } from './engine-section';
import { LimitsSection } from './limits-section';
import { PriceSection } from './price-section';
import { QueryDefaultsSection } from './query-defaults-section';
import { SetupSection } from './setup-section';
import { engineOf, type ConfigEditorProps, type SectionProps } from './stored-settings';
import { TableDdlSection } from './table-ddl-section';
import { TablesSection } from './tables-section';
import { TrinoSection } from './trino-section';
import { problemsOf } from './validation';

const documentation = pluginJson.info.links.find(({ name }) => name === 'documentation')?.url ?? '';

export function ConfigEditor(props: ConfigEditorProps) {
  const { options, onOptionsChange } = props;
  const settings = options.jsonData;
  const section: SectionProps = {
    settings,
    problems: problemsOf(settings),
    readOnly: options.readOnly,
    onChange: (members) => onOptionsChange({ ...options, jsonData: { ...settings, ...members } }),
  };
  const engine = engineOf(settings);

  return (
    <Stack direction="column" gap={2}>
      <DataSourceDescription dataSourceName={pluginJson.name} docsLink={documentation} hasRequiredFields />
      <Divider spacing={0} />
      <EngineSection {...section} />
      {engine !== undefined && <Divider spacing={0} />}
      {engine === 'duckdb' && <DuckDbSection section={section} editor={props} />}
      {engine === 'athena' && <AthenaSection section={section} editor={props} />}
      {engine === 'trino' && <TrinoSection section={section} editor={props} />}
      {(engine === 'athena' || engine === 'trino') && (
        <>
          <Divider spacing={0} />
          <TablesSection {...section} datasourceUid={options.uid} />
          <Divider spacing={0} />
          <TableDdlSection datasourceUid={options.uid} />
        </>
      )}
      <Divider spacing={0} />
      <ClustersSection {...section} datasourceUid={options.uid} />
      <Divider spacing={0} />
      <CollectionSection {...section} />
      <Divider spacing={0} />
      <PriceSection {...section} />
      <Divider spacing={0} />
      <LimitsSection {...section} />
      <Divider spacing={0} />
      <QueryDefaultsSection {...section} />
      <Divider spacing={0} />
      <SetupSection datasourceUid={options.uid} />
    </Stack>
  );
}
