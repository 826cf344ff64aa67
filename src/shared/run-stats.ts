/** What `meta.stats` of an answer tells of its run, by the names that Grafana's inspector shows. */
export const runStatNames = {
  /** Milliseconds of the engine. */
  engineTime: 'Engine time',
  /** Milliseconds before the engine began. */
  queueTime: 'Queue time',
  /** Bytes that the engine read. */
  scannedBytes: 'Bytes scanned',
  /** What the engine's owner charges for them, in USD. */
  scanPrice: 'Price of the scan',
  /** Hours of the range whose answer was made beforehand. */
  rolledHours: 'Hours from the rollup',
} as const;
