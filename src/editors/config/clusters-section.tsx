/** The clusters whose traffic and history the data holds. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Button, FieldValidationMessage, Stack } from '@grafana/ui';
import React from 'react';
import { ClusterRow } from './cluster-row';
import { clustersOf, type SectionProps } from './stored-settings';

interface Props extends SectionProps {
  datasourceUid: string;
}

export function ClustersSection({ settings, problems, readOnly, onChange, datasourceUid }: Props) {
  const clusters = clustersOf(settings);
  const problem = problems.get('clusters');
  return (
    <ConfigSection
      title={t('config.clusters.title', 'Clusters')}
      description={t(
        'config.clusters.description',
        'Optional. Clusters are known from pod history; name them where region or VPC are needed to tell their data apart.'
      )}
      isCollapsible
      isInitiallyOpen={clusters.length > 0 || problem !== undefined}
    >
      <Stack direction="column" gap={2} alignItems="flex-start">
        {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
        {clusters.map((cluster, position) => (
          <ClusterRow
            // Clusters have no identity but their name, which changes while it is typed.
            key={position}
            position={position}
            cluster={cluster}
            datasourceUid={datasourceUid}
            problems={problems}
            readOnly={readOnly}
            onChange={(changed) =>
              onChange({ clusters: clusters.map((other, index) => (index === position ? changed : other)) })
            }
            onRemove={() => onChange({ clusters: clusters.filter((_, index) => index !== position) })}
          />
        ))}
        {!readOnly && (
          <Button
            icon="plus"
            variant="secondary"
            type="button"
            onClick={() => onChange({ clusters: [...clusters, { name: '' }] })}
          >
            {t('config.clusters.add', 'Add cluster')}
          </Button>
        )}
      </Stack>
    </ConfigSection>
  );
}
