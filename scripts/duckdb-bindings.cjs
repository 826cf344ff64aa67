// Stands in for @duckdb/node-bindings in the bundle: the native library lies beside the bundle, where no module resolution
// reaches. It is loaded when the engine's client is first required, that is with the first question.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const library = join(__dirname, 'duckdb.node');
if (!existsSync(library)) {
  throw new Error(`The embedded engine is not part of this package: ${library} is missing`);
}
const native = { exports: {} };
process.dlopen(native, library);
module.exports = native.exports;
