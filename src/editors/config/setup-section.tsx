/** Looks at the whole setup behind the saved data source on request, and shows each finding with its remedy. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Alert, Button, ClipboardButton, Stack } from '@grafana/ui';
import React from 'react';
import { failureOf } from '../../query/failure';
import { SetupFindings } from './setup-findings';
import { useSetupReport } from './use-setup-report';

interface Props {
  datasourceUid: string;
}

export function SetupSection({ datasourceUid }: Props) {
  const { state, check } = useSetupReport(datasourceUid);
  const report = state.kind === 'known' ? state.report : undefined;
  const failure = state.kind === 'failed' ? failureOf(state.error) : undefined;
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
        <Button
          icon={state.kind === 'asking' ? 'spinner' : 'heart'}
          variant="secondary"
          type="button"
          disabled={state.kind === 'asking'}
          onClick={check}
        >
          {state.kind === 'asking'
            ? t('config.setup.checking', 'Checking…')
            : t('config.setup.check', 'Check the saved setup')}
        </Button>
        <div role="status">
          {report !== undefined && <SetupFindings checks={report.checks} />}
          {failure !== undefined && (
            <Alert severity="error" title={failure.message}>
              {failure.remedy}
            </Alert>
          )}
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
