/** Why a list or a preview could not be had, and what to do about it, in words for a person. */
import { t } from '@grafana/i18n';
import { isFetchError } from '@grafana/runtime';
import * as z from 'zod/mini';
import { withFullStop } from '../shared/sentence';

export interface Failure {
  message: string;
  remedy: string;
}

/** Reads the backend's own words where it answered, else what Grafana or the browser says of the way to it. */
export function failureOf(error: unknown): Failure {
  const answered = answeredSchema.safeParse(error);
  if (answered.success) {
    return answered.data.data.error;
  }
  if (!isFetchError(error)) {
    // Browsers reject a request that reaches nobody with a TypeError.
    return error instanceof TypeError || !navigator.onLine ? offline() : unexpected();
  }
  if (error.status === 401 || error.status === 403) {
    return {
      message: t('query.failure.denied', 'You may not query this data source.'),
      remedy: t('query.failure.denied-remedy', 'Ask an administrator for the permission to query it.'),
    };
  }
  if (error.status >= 500) {
    return {
      message: t('query.failure.down', 'The data source does not answer; it may be restarting.'),
      remedy: t('query.failure.down-remedy', 'Try again in a few seconds; if it stays so, see the log of Grafana.'),
    };
  }
  return error.status > 0 ? unexpected(messageSchema.safeParse(error).data?.data.message) : offline();
}

/** What happened and what to do, where only one text has room. */
export function failureSentence(error: unknown): string {
  const { message, remedy } = failureOf(error);
  return `${withFullStop(message)} ${remedy}`;
}

/** The body of an answer of this data source that is an error. */
const answeredSchema = z.object({
  data: z.object({ error: z.object({ message: z.string(), remedy: z.string() }) }),
});

function offline(): Failure {
  return {
    message: t('query.failure.offline', 'Grafana cannot be reached.'),
    remedy: t('query.failure.offline-remedy', 'Check the connection of this browser, then try again.'),
  };
}

function unexpected(message = t('query.failure.unexpected', 'The answer cannot be read.')): Failure {
  return {
    message,
    remedy: t('query.failure.unexpected-remedy', 'Try again; if it stays so, see the log of Grafana.'),
  };
}

const messageSchema = z.object({ data: z.object({ message: z.string() }) });
