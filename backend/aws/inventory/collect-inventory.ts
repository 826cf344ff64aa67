/** One look at an account's interfaces and subnets, taken into the history: what the command line and schedules call. */
import { storeInventory, type InventoryMedium, type InventorySummary } from '../../history/store/inventory-store';
import { openAccount } from '../account';
import type { AwsSettings } from '../aws-settings';
import type { RetryOptions } from '../retry';
import { lookOf } from './look';
import { parseLists } from './parse-lists';
import { readLists } from './read-lists';

export interface CollectOptions {
  /** Whose region is looked at. */
  settings: AwsSettings;
  /** Only these networks; empty for all of the region. */
  vpcs: readonly string[];
  /** By default the account of the credentials. */
  account?: string | undefined;
  medium: InventoryMedium;
  /** Epoch milliseconds. */
  now: () => number;
  /** For tests, which have no time to be patient. */
  retry?: RetryOptions;
}

export interface CollectedInventory extends InventorySummary {
  account: string;
  region: string;
  warnings: string[];
}

/** Asks EC2. Errors: access_denied and others of AWS, and as storeInventory. */
export async function collectInventory(options: CollectOptions, signal: AbortSignal): Promise<CollectedInventory> {
  const { settings, vpcs, medium, now, retry = {} } = options;
  const account = options.account ?? (await accountOf(settings, retry, signal));
  // The lists take a moment: what is attached in between is seen by the next look.
  const at = Math.floor(now() / 1000);
  const { warnings, ...lists } = await readLists({ settings, vpcs, retry }, signal);
  const scope = { account, region: settings.region, at, vpcs: vpcs.length === 0 ? null : new Set(vpcs) };
  const summary = await storeInventory(medium, lookOf(lists, scope), now(), signal);
  return { ...summary, account, region: settings.region, warnings };
}

export interface ImportOptions {
  /** Outputs of the AWS CLI. */
  files: ReadonlyArray<{ file: string; text: string }>;
  account?: string | undefined;
  region?: string | undefined;
  /** When they were made, epoch milliseconds. */
  observedAt: number;
  medium: InventoryMedium;
  now: () => number;
}

/** Reads the AWS CLI's lists instead. Errors: bad_input, and as storeInventory. */
export async function importInventory(options: ImportOptions, signal: AbortSignal): Promise<CollectedInventory> {
  const { account, region, vpcs, ...lists } = parseLists(options.files, options);
  const at = Math.floor(options.observedAt / 1000);
  const look = lookOf(lists, { account, region, at, vpcs });
  const summary = await storeInventory(options.medium, look, options.now(), signal);
  return { ...summary, account, region, warnings: [] };
}

async function accountOf(settings: AwsSettings, retry: RetryOptions, signal: AbortSignal): Promise<string> {
  const account = openAccount(settings, retry);
  try {
    return (await account.identity(signal)).account;
  } finally {
    account.close();
  }
}
