/** The columns of a cost report that are needed, found by the names of its kinds: CUR, CUR 2.0 and FOCUS. Pure. */
import { ZoneFlowError } from '../errors';

export interface BillColumn {
  name: string;
  type: string;
}

/** Names of the report's own columns; null for one that it does not have. */
export interface BillColumns {
  usageType: BillColumn;
  amount: BillColumn;
  start: BillColumn;
  operation: BillColumn | null;
  account: BillColumn | null;
  unit: BillColumn | null;
  lineType: BillColumn | null;
  /** With `interval`: what makes a line of one report its own. */
  lineId: BillColumn | null;
  interval: BillColumn | null;
}

/**
 * Names as Athena and CUR 2.0 have them; files of the older report write `lineItem/UsageType` for `line_item_usage_type`. Then
 * FOCUS with AWS's columns (x_UsageType). AWS: data dictionaries of Cost and Usage Reports and Data Exports.
 */
const names: Readonly<Record<keyof BillColumns, readonly string[]>> = {
  usageType: ['line_item_usage_type', 'x_UsageType'],
  amount: ['line_item_usage_amount', 'ConsumedQuantity'],
  start: ['line_item_usage_start_date', 'ChargePeriodStart'],
  operation: ['line_item_operation', 'x_Operation'],
  account: ['line_item_usage_account_id', 'SubAccountId'],
  unit: ['pricing_unit', 'ConsumedUnit'],
  lineType: ['line_item_line_item_type', 'ChargeCategory'],
  lineId: ['identity_line_item_id'],
  interval: ['identity_time_interval'],
};

/** @param subject for the message: `The table cur.report`. Errors: bad_input for a table of another kind. */
export function billColumns(columns: readonly BillColumn[], subject: string): BillColumns {
  const byName = new Map(columns.map((column) => [squeezed(column.name), column]));
  const find = (member: keyof BillColumns): BillColumn | null =>
    names[member].map((name) => byName.get(squeezed(name))).find((column) => column !== undefined) ?? null;
  const [usageType, amount, start] = [find('usageType'), find('amount'), find('start')];
  if (usageType === null || amount === null || start === null) {
    const lacking = (['usageType', 'amount', 'start'] as const).filter((member) => find(member) === null);
    const shown = lacking.map((member) => names[member].join(' or ')).join(', ');
    throw new ZoneFlowError('bad_input', `${subject} is no Cost and Usage Report: it has no column ${shown}`, {
      remedy: 'Name files or a table of a Cost and Usage Report, of CUR 2.0 or of FOCUS with AWS columns.',
    });
  }
  return {
    ...{ usageType, amount, start },
    ...{ operation: find('operation'), account: find('account'), unit: find('unit'), lineType: find('lineType') },
    ...{ lineId: find('lineId'), interval: find('interval') },
  };
}

/** `lineItem/UsageType`, `line_item_usage_type` and `lineitemusagetype` are one name. */
function squeezed(name: string): string {
  return name.toLowerCase().replaceAll(/[/_: ]/g, '');
}
