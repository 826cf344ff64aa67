/** What the two doors (gRPC and the command line) ask of the core: questions in, frames out. */
import type { Coverage } from '../../src/shared/coverage';
import type { FlowLogChoice, TableDdl } from '../../src/shared/table-ddl';
import type { DoctorReport } from '../doctor/report';
import type { Frame, Notice } from '../frames/frame';
import type { RunStats } from '../engines/engine';
import type { AwsList } from './aws-lists';

export interface AskOptions {
  /** Half-open range, epoch milliseconds. */
  from: number;
  to: number;
  /** Wished width of a time-series bucket; never below 60 s in the answer. */
  intervalMs: number;
  maxDataPoints: number;
  /** Refuse corrupt objects instead of leaving them out. */
  strict?: boolean;
  /** An alert rule asks: rows come as one number each (dataplane `numeric-long`), without the columns a rule cannot read. */
  forAlert?: boolean;
}

/** Rows of a table-like answer, for the command line. */
export interface Answer {
  /** Column names in the order of the contract; `rows` have one value a column. */
  columns: string[];
  rows: Array<Array<string | number | null>>;
  coverage: Coverage;
  stats: RunStats;
  notices: Notice[];
  sql: string;
}

export interface HealthReport {
  ok: boolean;
  /** One sentence for the person who pressed Save & test. */
  message: string;
  /** A JSON object: findings with remedies. */
  details: Record<string, unknown>;
}

export interface ValuesRequest {
  dimension: string;
  from: number;
  to: number;
  /** Case-insensitive part of the value; empty for all. */
  q: string;
  /** Unparsed list of TrafficFilter that pods and nodes must pass; sides mean nothing here. */
  filters?: unknown;
}

/** One data source instance's questions. All methods throw ZoneFlowError. */
export interface TrafficService {
  /** @param query unparsed TrafficQuery or EventsQuery, as stored; refused with the path of the wrong member. */
  frames(query: unknown, options: AskOptions, signal: AbortSignal): Promise<Frame[]>;
  answer(query: unknown, options: AskOptions, signal: AbortSignal): Promise<Answer>;
  preview(query: unknown, options: AskOptions, signal: AbortSignal): Promise<{ sql: string }>;
  /** The dimensions there are, label keys of the range included. */
  dimensions(range: { from: number; to: number }, signal: AbortSignal): Promise<string[]>;
  /** Sorted values of a dimension from pod history, at most 1,000. */
  values(request: ValuesRequest, signal: AbortSignal): Promise<string[]>;
  health(signal: AbortSignal): Promise<HealthReport>;
  /** Looks at the whole setup; what is wrong is a finding. */
  doctor(signal: AbortSignal): Promise<DoctorReport>;
  /** Flow logs of the data source's account and region. */
  flowLogs(signal: AbortSignal): Promise<{ flowLogs: FlowLogChoice[] }>;
  /** The statement that makes a table of a flow log. */
  ddl(flowLogId: string, signal: AbortSignal): Promise<TableDdl>;
  /** Names of what the account has, sorted: for settings that name one of it. */
  list(list: AwsList, signal: AbortSignal): Promise<string[]>;
  close(): Promise<void>;
}

/** What the service reports of its work; the plugin turns it into Prometheus metrics and log lines. */
export interface ServiceObserver {
  answered(event: { queryType: string; seconds: number; scannedBytes: number; cache: 'hit' | 'miss' | 'joined' }): void;
  failed(event: { queryType: string; seconds: number; code: string }): void;
}
