/** What the schedule starts the state machine with: an input of its own, as without one the event would be it. Pure. */
import type { Deployment } from '../deployment/settings';

/**
 * Where records live for a day only, fewer hours are looked at than usual: 24 hours after an hour's first object S3 may begin to
 * remove what it was made from, and an hour that lost records must not be taken for one that changed.
 */
export const scheduledInputs = { usual: {}, ofShortLife: { hours: 20 } } as const;

export function scheduledInput({ flowLog, isBesideSample }: Deployment): object {
  const liveForADay = isBesideSample || (flowLog.type === 'new' && flowLog.retentionDays < 2);
  return liveForADay ? scheduledInputs.ofShortLife : scheduledInputs.usual;
}
