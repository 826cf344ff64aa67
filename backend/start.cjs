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
require('./backend.cjs');
