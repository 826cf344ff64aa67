/** One cluster: its name as pod history has it, its region and VPC. */
import { standardRegions } from '@grafana/aws-sdk';
import { t } from '@grafana/i18n';
import { Button, Combobox, Field, Stack, type ComboboxOption } from '@grafana/ui';
import React, { useCallback } from 'react';
import { ChoiceField } from './choice-field';
import { clusterNames } from './cluster-names';
import { SettingField } from './setting-field';
import type { StoredSettings } from './stored-settings';
import { TextField } from './text-field';

type Cluster = NonNullable<StoredSettings['clusters']>[number];

interface Props {
  position: number;
  cluster: Cluster;
  datasourceUid: string;
  problems: ReadonlyMap<string, string>;
  readOnly?: boolean;
  onChange: (cluster: Cluster) => void;
  onRemove: () => void;
}

export function ClusterRow({ position, cluster, datasourceUid, problems, readOnly, onChange, onRemove }: Props) {
  const id = `config-cluster-${position}`;
  const nameProblem = problems.get(`clusters.${position}.name`) ?? problems.get(`clusters.${position}`);
  const names = useCallback(async () => (await clusterNames(datasourceUid)).map(optionOf), [datasourceUid]);
  return (
    <div role="group" aria-label={t('config.clusters.cluster', 'Cluster {{number}}', { number: position + 1 })}>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-start">
        <SettingField required isEmpty={!cluster.name} label={t('config.clusters.name', 'Name')} problem={nameProblem}>
          <Combobox
            id={`${id}-name`}
            width={30}
            createCustomValue
            disabled={readOnly}
            placeholder={t('config.clusters.name-placeholder', 'Choose or type')}
            options={names}
            value={cluster.name ? optionOf(cluster.name) : null}
            onChange={({ value }) => onChange({ ...cluster, name: value })}
          />
        </SettingField>
        <ChoiceField
          id={`${id}-region`}
          label={t('config.clusters.region', 'Region')}
          width={24}
          createCustomValue
          fallback="us-east-1"
          options={standardRegions.map(optionOf)}
          value={cluster.region}
          readOnly={readOnly}
          onChange={(region) => onChange({ ...cluster, region })}
        />
        <TextField
          id={`${id}-vpc`}
          label={t('config.clusters.vpc', 'VPC ID')}
          width={30}
          placeholder="vpc-0123456789abcdef0"
          value={cluster.vpcId}
          problem={problems.get(`clusters.${position}.vpcId`)}
          readOnly={readOnly}
          onChange={(vpcId) => onChange({ ...cluster, vpcId })}
        />
        {!readOnly && (
          <Field noMargin label={' '}>
            <Button
              icon="trash-alt"
              variant="secondary"
              type="button"
              aria-label={t('config.clusters.remove', 'Remove cluster {{number}}', { number: position + 1 })}
              onClick={onRemove}
            />
          </Field>
        )}
      </Stack>
    </div>
  );
}

function optionOf(value: string): ComboboxOption<string> {
  return { value, label: value };
}
