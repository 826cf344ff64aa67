/** Shows the statement that makes the table of a flow log, to be run in Athena or Trino: nothing is created here. */
import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Alert, Combobox, Field, Stack } from '@grafana/ui';
import React, { useState } from 'react';
import { useNewChoice } from '../../hooks/use-new-choice';
import { flowLogChoicesSchema, tableDdlSchema, type FlowLogChoice } from '../../shared/table-ddl';
import { FailureAlert } from '../failure-alert';
import { AskButton } from './ask-button';
import { TableStatements } from './table-statements';
import { useAskedResource } from './use-asked-resource';

interface Props {
  datasourceUid: string;
}

const parseChoices = (answer: unknown): FlowLogChoice[] => flowLogChoicesSchema.parse(answer).flowLogs;
const parseDdl = (answer: unknown) => tableDdlSchema.parse(answer);

export function TableDdlSection({ datasourceUid }: Props) {
  const list = useAskedResource(datasourceUid, parseChoices);
  const ddl = useAskedResource(datasourceUid, parseDdl);
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = useNewChoice(
    (flowLogId) => flowLogId === chosen,
    (flowLogId: string) => {
      setChosen(flowLogId);
      ddl.ask('ddl', { flowLogId });
    }
  );
  const flowLogs = list.state.kind === 'known' ? list.state.value : undefined;
  return (
    <ConfigSection
      title={t('config.ddl.title', 'Make the table')}
      description={t(
        'config.ddl.description',
        'Finds the flow logs of the saved account and region, and shows the statement that makes a table of one, named as above. Run it in Athena or Trino; nothing is created here.'
      )}
      isCollapsible
      isInitiallyOpen={false}
    >
      <Stack direction="column" gap={2} alignItems="flex-start">
        <AskButton
          icon="search"
          text={t('config.ddl.find', 'Find flow logs')}
          askingText={t('config.ddl.finding', 'Looking…')}
          isAsking={list.state.kind === 'asking'}
          onClick={() => list.ask('flow-logs')}
        />
        {list.state.kind === 'failed' && <FailureAlert error={list.state.error} />}
        {flowLogs?.length === 0 && (
          <Alert severity="warning" title={t('config.ddl.none', 'There is no flow log in this account and region.')} />
        )}
        {flowLogs !== undefined && flowLogs.length > 0 && (
          <Field noMargin label={t('config.ddl.flow-log', 'Flow log')}>
            <Combobox
              id="config-ddl-flow-log"
              width={50}
              placeholder={t('config.ddl.choose', 'Choose a flow log')}
              options={flowLogs.map(({ id, resource, destination, problem }) => ({
                value: id,
                label: `${id} (${resource})`,
                description: problem ?? destination,
              }))}
              value={chosen}
              onChange={({ value }) => choose(value)}
            />
          </Field>
        )}
        <div role="status">
          {ddl.state.kind === 'failed' && <FailureAlert error={ddl.state.error} />}
          {ddl.state.kind === 'known' && <TableStatements ddl={ddl.state.value} />}
        </div>
      </Stack>
    </ConfigSection>
  );
}
