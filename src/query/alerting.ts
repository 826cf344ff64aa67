/** What an alert rule can watch, and which range it should look at. */
import { CoreApp, type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';

export function isAlertApp(app: CoreApp | undefined): boolean {
  return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
}

/** Why an alert rule cannot watch this view, undefined if it can: a rule needs one number for each set of labels. */
export function cannotAlert(queryType: string): string | undefined {
  switch (queryType) {
    case 'graph':
      return t('query.alert.graph', 'A graph is no number to compare; choose Time series or Table.');
    case 'matrix':
      return t('query.alert.matrix', 'A matrix is no list of numbers; choose Table, grouped by zone.');
    default:
      return undefined;
  }
}

/** Flow logs arrive late: what happened in this time is not whole yet. */
const deliveryMs = 15 * 60 * 1000;

/** True if records of the range may still arrive: compared with a threshold, its end looks like a drop. */
export function reachesLateRecords(range: TimeRange | undefined, now = Date.now()): boolean {
  // A second's grace: the rule editor makes its range some time before it is drawn.
  return range !== undefined && range.to.valueOf() > now - deliveryMs + 1000;
}
