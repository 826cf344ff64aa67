/** Whether what is shown answers the query as it stands now. */
import { LoadingState, type PanelData } from '@grafana/data';
import { useState } from 'react';
import { meantMembers, type StoredQuery } from '../query/stored-query';

export interface RunState {
  isLoading: boolean;
  /** True if the query differs from the one that was run last, or none was run. */
  isStale: boolean;
  /** To be called when the query, as it stands, is run. */
  noteRun: () => void;
}

/** @param query as it is meant; @param newPanel the default of a new panel */
export function useRunState(query: StoredQuery, data: PanelData | undefined, newPanel: Partial<StoredQuery>): RunState {
  const request = data?.request;
  const isDone = data?.state === LoadingState.Done || data?.state === LoadingState.Streaming;
  // What was run from here, until Grafana tells by a new request what it ran since. Alert rules tell no requests.
  const [noted, setNoted] = useState({
    request,
    text: request || !isDone ? undefined : askedText(Object.entries(query)),
  });
  const asked = request?.targets.find(({ refId }) => refId === query.refId);
  const ranText =
    noted.text !== undefined && noted.request === request
      ? noted.text
      : asked && askedText(meantMembers(asked, newPanel));
  const text = askedText(Object.entries(query));
  return {
    isLoading: data?.state === LoadingState.Loading,
    isStale: ranText !== text,
    noteRun: () => setNoted({ request, text }),
  };
}

/** The members that make an answer, in one order. */
function askedText(all: Array<[string, unknown]>): string {
  const members = all
    .filter(([member, value]) => value !== undefined && !besideTheAnswer.includes(member))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(members);
}

const besideTheAnswer = ['refId', 'datasource', 'hide', 'key', 'label', 'requestId', 'untouched'];
