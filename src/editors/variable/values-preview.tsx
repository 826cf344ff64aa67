/** The first values that a variable would have, how many there are, or why there are none. */
import type { TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Text } from '@grafana/ui';
import React, { useEffect, useRef, useState } from 'react';
import type { ZoneFlowDataSource } from '../../datasource';
import type { VariableChoice } from '../../query/variable-query';
import { FailureAlert } from '../failure-alert';

interface Props {
  datasource: ZoneFlowDataSource;
  choice: VariableChoice;
  range?: TimeRange;
}

type Preview = { values: string[] } | { error: unknown };

const shownValues = 10;
/** The backend lists no more. */
const mostValues = 1000;

export function ValuesPreview({ datasource, choice, range }: Props) {
  const [preview, setPreview] = useState<Preview>();
  // By their texts: Grafana hands over new objects each time it renders.
  const asked = JSON.stringify(choice);
  const bounds = range && `${range.from.valueOf()} ${range.to.valueOf()}`;
  const latest = useRef({ choice, range });
  useEffect(() => {
    latest.current = { choice, range };
  });
  useEffect(() => {
    let current = true;
    datasource.variableValues(latest.current.choice, { scopedVars: {}, range: latest.current.range }).then(
      (values) => current && setPreview({ values }),
      (error: unknown) => current && setPreview({ error })
    );
    return () => {
      current = false;
    };
  }, [datasource, asked, bounds]);

  if (preview !== undefined && 'error' in preview) {
    return <FailureAlert error={preview.error} />;
  }
  return (
    <div role="status">
      <Text element="p" variant="bodySmall">
        {previewText(preview?.values)}
      </Text>
    </div>
  );
}

function previewText(values: string[] | undefined): string {
  if (values === undefined) {
    return t('variable.preview.loading', 'Looking up values…');
  }
  const first = values.slice(0, shownValues).join(', ');
  if (values.length === 0) {
    return t('variable.preview.none', 'No value in this time range. Choose a longer one, or loosen the filters.');
  }
  if (values.length >= mostValues) {
    return t('variable.preview.most', 'The first {{count}} values: {{first}}, … Add a filter to see the others.', {
      count: values.length,
      first,
    });
  }
  return values.length > shownValues
    ? t('variable.preview.some', '{{number}} values: {{first}}, …', { number: values.length, first })
    : t('variable.preview.all', '{{number}} values: {{first}}', { number: values.length, first });
}
