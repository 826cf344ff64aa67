/** Whether the backend collects the history of the named clusters itself: off unless it is switched on. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Alert, Checkbox, Stack } from '@grafana/ui';
import React from 'react';
import { collectSchema } from '../../shared/settings';
import { memberFields } from './member-fields';
import { NumberField } from './number-field';
import { clustersOf, placeTexts, type SectionProps } from './stored-settings';
import { TextField } from './text-field';
import { hasProblemIn } from './validation';

const defaults = collectSchema.parse({});

export function CollectionSection(section: SectionProps) {
  const { settings, problems, readOnly, onChange } = section;
  const field = memberFields('collect', section);
  const switched = field('enabled');
  const enabled = switched.value ?? defaults.enabled;
  const clusters = clustersOf(settings);
  const obstacle = enabled ? obstacleOf(clusters.length, placeTexts(settings.history).table !== '') : undefined;
  return (
    <ConfigSection
      title={t('config.collect.title', 'Collect pod history')}
      description={t(
        'config.collect.description',
        'Optional. For a few small clusters the Grafana server can collect their pod history itself; for more, run zoneflow collect beside it.'
      )}
      isCollapsible
      isInitiallyOpen={enabled || hasProblemIn(problems, 'collect')}
    >
      <Stack direction="column" gap={2}>
        <Checkbox
          id="config-collect-enabled"
          label={t('config.collect.enabled', 'Collect from the clusters above')}
          description={t(
            'config.collect.costs',
            'While it runs, two watches a cluster stay open to its API server, and the Grafana server needs some 150 MB more, 300 MB at 20,000 pods. Each Grafana server of a cluster of them collects for itself. It begins with the first question after a start of Grafana and stops with it: that time is a gap in the history.'
          )}
          value={enabled}
          disabled={readOnly}
          onChange={({ currentTarget }) => switched.onChange(currentTarget.checked)}
        />
        {obstacle !== undefined && <Alert severity="warning" title={obstacle} bottomSpacing={0} />}
        {enabled && (
          <NumberField
            {...field('intervalSeconds')}
            id="config-collect-interval"
            label={t('config.collect.interval', 'Time between writes')}
            description={t(
              'config.collect.interval-description',
              'What was seen since the last write is lost if the server is killed, and seen again by the next list where it is still there.'
            )}
            fallback={defaults.intervalSeconds}
            suffix={t('config.limits.seconds', 'seconds')}
            min={10}
          />
        )}
        {enabled &&
          clusters.map((cluster, position) => {
            const change = (members: Partial<typeof cluster>) =>
              onChange({ clusters: clusters.map((one, index) => (index === position ? { ...one, ...members } : one)) });
            return (
              <Stack
                // Clusters have no identity but their name, which changes while it is typed.
                key={position}
                direction="row"
                gap={2}
                wrap="wrap"
              >
                <TextField
                  id={`config-collect-${position}-role`}
                  label={t('config.collect.role', 'Role for {{cluster}}', { cluster: cluster.name })}
                  description={t('config.collect.role-description', 'Only for a cluster of another account.')}
                  example="arn:aws:iam::111122223333:role/zoneflow"
                  value={cluster.assumeRoleArn}
                  readOnly={readOnly}
                  onChange={(assumeRoleArn) => change({ assumeRoleArn })}
                />
                <TextField
                  id={`config-collect-${position}-external`}
                  label={t('config.collect.external-id', 'External ID for {{cluster}}', { cluster: cluster.name })}
                  description={t('config.collect.external-id-description', 'If the role asks for one.')}
                  width={30}
                  value={cluster.externalId}
                  readOnly={readOnly}
                  onChange={(externalId) => change({ externalId })}
                />
              </Stack>
            );
          })}
      </Stack>
    </ConfigSection>
  );
}

function obstacleOf(clusters: number, historyIsTable: boolean): string | undefined {
  if (historyIsTable) {
    return t(
      'config.collect.needs-location',
      'Collecting needs a location for the pod history, but here it is a table. Run zoneflow collect with the location that the table is made of.'
    );
  }
  return clusters === 0
    ? t('config.collect.needs-clusters', 'Name the clusters to collect from in the section above.')
    : undefined;
}
