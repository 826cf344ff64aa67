/** One cluster: its name as pod history has it, its region and VPC. */
import { standardRegions } from '@grafana/aws-sdk';
import { t } from '@grafana/i18n';
import { Button, Field, Stack } from '@grafana/ui';
import React from 'react';
import { ChoiceField } from './choice-field';
import { ListedField } from './listed-field';
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
  return (
    <div role="group" aria-label={t('config.clusters.cluster', 'Cluster {{number}}', { number: position + 1 })}>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-start">
        <ListedField
          id={`${id}-name`}
          required
          width={30}
          label={t('config.clusters.name', 'Name')}
          example={t('config.clusters.name-placeholder', 'Choose or type')}
          value={cluster.name}
          problem={problems.get(`clusters.${position}.name`) ?? problems.get(`clusters.${position}`)}
          readOnly={readOnly}
          datasourceUid={datasourceUid}
          names={{ list: 'clusters' }}
          onChange={(name = '') => onChange({ ...cluster, name })}
        />
        <ChoiceField
          id={`${id}-region`}
          label={t('config.clusters.region', 'Region')}
          width={24}
          createCustomValue
          example="us-east-1"
          options={standardRegions.map((region) => ({ value: region, label: region }))}
          value={cluster.region}
          readOnly={readOnly}
          onChange={(region) => onChange({ ...cluster, region })}
        />
        <TextField
          id={`${id}-vpc`}
          label={t('config.clusters.vpc', 'VPC ID')}
          width={30}
          example="vpc-0123456789abcdef0"
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
