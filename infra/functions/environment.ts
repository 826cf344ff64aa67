/** What the collector's functions run with beside their own settings: 5,000 pods within 256 MB (docs/performance.md). Pure. */

export const functionEnvironment = {
  // V8 lets its young generation grow while there is room, which in a function is room that is paid for.
  NODE_OPTIONS: '--max-semi-space-size=4',
  // Each thread of DuckDB would have a heap of the C library's own.
  MALLOC_ARENA_MAX: '2',
} as const;
