// Stands in for @duckdb/node-bindings in the bundle: the native library lies beside the bundle, where no module resolution
// reaches, or in a folder that the administrator names. It is loaded when the engine's client is first required, that is with
// the first question.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// Only grafana.ini can name it (duckdb_path in the plugin's section), never a data source: what lies there is run.
const named = process.env.GF_PLUGIN_DUCKDB_PATH;
const library = join(named || __dirname, 'duckdb.node');
if (!existsSync(library)) {
  throw new Error(
    named
      ? `duckdb_path names ${named}, which does not hold duckdb.node`
      : 'this package of the plugin comes without DuckDB’s library'
  );
}
const native = { exports: {} };
process.dlopen(native, library);

// Written by the build. The client calls functions that another version may lack.
const wanted = process.env.ZONEFLOW_DUCKDB_VERSION;
const found = native.exports.library_version();
if (found !== wanted) {
  throw new Error(`${library} is DuckDB ${found}, but ${wanted} is needed`);
}
module.exports = native.exports;
