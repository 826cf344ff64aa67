/** A data source whose settings are not whole yet: it answers no question, but lists what its settings may name. */
import type { AwsSettings } from '../aws/aws-settings';
import type { ZoneFlowError } from '../errors';
import { listFor } from './aws-lists';
import type { ServiceObserver, TrafficService } from './service';

/** @param failure what is wrong with the settings; every question fails by it */
export function createUnsetService(
  failure: ZoneFlowError,
  { observer, aws }: { observer: Pick<ServiceObserver, 'failed'>; aws: () => AwsSettings }
): TrafficService {
  const fail = (): Promise<never> => Promise.reject(failure);
  const failQuestion = (): Promise<never> => {
    observer.failed({ queryType: 'unknown', seconds: 0, code: failure.code });
    return fail();
  };
  return {
    frames: failQuestion,
    answer: failQuestion,
    preview: fail,
    dimensions: fail,
    values: fail,
    health: fail,
    doctor: fail,
    flowLogs: fail,
    ddl: fail,
    list: (list, signal) => listFor(aws(), list, signal),
    close: () => Promise.resolve(),
  };
}
