/** What goes back over the wire for a call: its answer, its error, or what a fault makes of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError } from './call-error';
import type { AthenaFault } from './faults';

export type Reply =
  | { type: 'answer'; status: number; body: string; headers?: Record<string, string> }
  | { type: 'cut'; body: string; after: number }
  | { type: 'broken' }
  | { type: 'silence' };

type Handle = () => Record<string, unknown> | null | Promise<Record<string, unknown> | null>;

/** @param handle does the call; null for an action that is not known */
export async function work(fault: AthenaFault | null, handle: Handle): Promise<Reply> {
  switch (fault?.type) {
    case undefined:
      return done(handle);
    case 'error':
      return errorReply(fault.name, fault);
    case 'status':
      return {
        type: 'answer',
        status: fault.status,
        body: `<html><body><h1>${fault.status}</h1></body></html>`,
        headers: { 'content-type': 'text/html' },
      };
    case 'refuse':
      return { type: 'broken' };
    case 'lost':
      await done(handle);
      return { type: 'broken' };
    case 'silence':
      if (fault.works) {
        await done(handle);
      }
      return { type: 'silence' };
    case 'cut': {
      const reply = await done(handle);
      return reply.type === 'answer' ? { type: 'cut', body: reply.body, after: fault.after } : reply;
    }
    case 'slow':
      await sleep(fault.ms, undefined, { ref: false });
      return done(handle);
  }
}

async function done(handle: Handle): Promise<Reply> {
  try {
    const answer = await handle();
    if (answer === null) {
      return errorReply('UnknownOperationException', { message: 'The action is not known', status: 400 });
    }
    return { type: 'answer', status: 200, body: JSON.stringify(answer) };
  } catch (error) {
    if (!(error instanceof CallError)) {
      throw error;
    }
    const { name, message, status, members } = error;
    return { type: 'answer', status, body: JSON.stringify({ __type: typeOf(name), ...members, Message: message }) };
  }
}

function errorReply(
  name: string,
  facts: { message: string; status: number; reason?: string; athenaErrorCode?: string }
): Reply {
  const { message, status, reason: Reason, athenaErrorCode: AthenaErrorCode } = facts;
  const members = {
    ...(Reason !== undefined && { Reason }),
    ...(AthenaErrorCode !== undefined && { AthenaErrorCode }),
  };
  return { type: 'answer', status, body: JSON.stringify({ __type: typeOf(name), ...members, Message: message }) };
}

/** Errors of the gateway before the service have another prefix, and small letters in `message`; clients read both. */
function typeOf(name: string): string {
  return `com.amazonaws.athena#${name}`;
}
