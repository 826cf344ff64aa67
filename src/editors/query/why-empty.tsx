/** Why an answer has no traffic at all: what its notices say, or else what to look at. */
import type { QueryResultMetaNotice } from '@grafana/data';
import { t } from '@grafana/i18n';
import React from 'react';

export function WhyEmpty({ notices }: { notices: QueryResultMetaNotice[] }) {
  return (
    <>
      <p>{t('query.empty.meaning', 'No flow record of the range passes the filters.')}</p>
      {notices.map(({ text }) => (
        <p key={text}>{text}</p>
      ))}
      <p>
        {t(
          'query.empty.remedy',
          'Choose a longer range or remove filters; the view Health says up to when there are flow logs.'
        )}
      </p>
    </>
  );
}
