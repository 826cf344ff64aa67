/** Looks at the whole setup behind the saved data source on request, and shows each finding with its remedy. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { ClipboardButton, Stack } from '@grafana/ui';
import React from 'react';
import { setupReportSchema } from '../../shared/setup-report';
import { FailureAlert } from '../failure-alert';
import { AskButton } from './ask-button';
import { SetupFindings } from './setup-findings';
import { useAskedResource } from './use-asked-resource';

interface Props {
  datasourceUid: string;
}

const parseReport = (answer: unknown) => setupReportSchema.parse(answer);

export function SetupSection({ datasourceUid }: Props) {
  const { state, ask } = useAskedResource(datasourceUid, parseReport);
  const report = state.kind === 'known' ? state.value : undefined;
  return (
    <ConfigSection
      title={t('config.setup.title', 'Check the setup')}
      description={t(
        'config.setup.description',
        'Looks at credentials, flow logs, data, engine and clusters as they were last saved, and says what is wrong and what to do. It changes nothing.'
      )}
      isCollapsible
      isInitiallyOpen={false}
    >
      <Stack direction="column" gap={2} alignItems="flex-start">
        <AskButton
          icon="heart"
          text={t('config.setup.check', 'Check the saved setup')}
          askingText={t('config.setup.checking', 'Checking…')}
          isAsking={state.kind === 'asking'}
          onClick={() => ask('doctor')}
        />
        <div role="status">
          {report !== undefined && <SetupFindings checks={report.checks} />}
          {state.kind === 'failed' && <FailureAlert error={state.error} />}
        </div>
        {report?.policy != null && (
          <ClipboardButton
            icon="copy"
            variant="secondary"
            type="button"
            getText={() => JSON.stringify(report.policy, null, 2)}
          >
            {t('config.setup.copy-policy', 'Copy the least IAM policy')}
          </ClipboardButton>
        )}
      </Stack>
    </ConfigSection>
  );
}
