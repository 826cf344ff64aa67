/** Examples that a click asks, in a file of their own: few people open them. */
import type { QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { LoadingPlaceholder } from '@grafana/ui';
import React, { lazy, Suspense } from 'react';
import type { StoredQuery } from '../../query/stored-query';

const ExampleList = lazy(async () => ({ default: (await import('./example-list')).ExampleList }));

type Props = Pick<QueryEditorHelpProps<StoredQuery>, 'query' | 'onClickExample'>;

export function CheatSheet({ query, onClickExample }: Props) {
  return (
    <Suspense fallback={<LoadingPlaceholder text={t('query.examples.loading', 'Loading examples…')} />}>
      <ExampleList query={query} onChoose={onClickExample} />
    </Suspense>
  );
}
