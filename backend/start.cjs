// First file of the backend process: refuses a Node that is too old before anything newer than ES5 is parsed.
var version = process.versions.node.split('.');
if (Number(version[0]) < 20 || (Number(version[0]) === 20 && Number(version[1]) < 19)) {
  process.stderr.write(
    '[ERROR] ZoneFlow: ' +
      process.execPath +
      ' is Node.js ' +
      process.versions.node +
      ', but 20.19 or later is needed. Install a newer Node.js, or set node_path in section' +
      ' [plugin.zoneflow-ekscrossaz-datasource] of grafana.ini (GF_PLUGIN_NODE_PATH) to its path.\n'
  );
  process.exit(1);
}

// Compiled code of an earlier start halves the time to the handshake, where Node can keep it (22.8 and later). Only a folder
// that belongs to this user alone will do: what lies in it is run.
var enableCompileCache = require('module').enableCompileCache;
if (enableCompileCache && process.getuid) {
  try {
    var fs = require('fs');
    var folder = require('path').join(require('os').tmpdir(), 'zoneflow-compiled-' + process.getuid());
    fs.mkdirSync(folder, { recursive: true, mode: 448 });
    var stat = fs.lstatSync(folder);
    if (stat.isDirectory() && stat.uid === process.getuid() && (stat.mode & 63) === 0) {
      enableCompileCache(folder);
    }
  } catch (error) {
    process.stderr.write('[DEBUG] ZoneFlow: no cache of compiled code: ' + error.message + '\n');
  }
}

require('./backend.cjs');
