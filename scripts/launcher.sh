#!/bin/sh
# Starts the backend of the ZoneFlow data source. Grafana runs this file (dist/gpx_zoneflow_<os>_<arch>) by plain exec, with
# a nearly empty environment: no PATH, no HOME. So Node is looked for in absolute places, and this process becomes Node (exec);
# a shell in between would keep the backend alive when Grafana kills it.

folder=${0%/*}
name=${0##*/}
runtime=$folder/runtime_${name#gpx_zoneflow_}
# The universal package has one bundle for all systems.
[ ! -d "$runtime" ] && [ -f "$folder/runtime/start.cjs" ] && runtime=$folder/runtime

fail() {
  # Grafana shows the level of plain lines by this prefix.
  echo "[ERROR] ZoneFlow: $1" >&2
  exit 1
}

find_node() {
  if [ -n "$GF_PLUGIN_NODE_PATH" ]; then
    [ -x "$GF_PLUGIN_NODE_PATH" ] && [ ! -d "$GF_PLUGIN_NODE_PATH" ] ||
      fail "node_path names $GF_PLUGIN_NODE_PATH, which is no program that this user may run. Correct node_path in section [plugin.zoneflow-ekscrossaz-datasource] of grafana.ini."
    node=$GF_PLUGIN_NODE_PATH
    return 0
  fi
  for node in "$runtime/node" /usr/local/bin/node /usr/bin/node /opt/*/bin/node /usr/lib/node*/bin/node /snap/bin/node; do
    [ -x "$node" ] && return 0
  done
  # Version managers keep several; the version stands in the path.
  for node in /usr/local/nvm/versions/node/*/bin/node /opt/nvm/versions/node/*/bin/node \
    "${HOME:-/root}"/.nvm/versions/node/*/bin/node /usr/local/n/versions/node/*/bin/node; do
    version=${node%/bin/node}
    version=${version##*/}
    major=${version#v}
    major=${major%%.*}
    case $major in
      '' | *[!0-9]*) ;;
      *) [ "$major" -ge 20 ] && [ -x "$node" ] && return 0 ;;
    esac
  done
  return 1
}

[ -f "$runtime/start.cjs" ] ||
  fail "$runtime/start.cjs is missing. Install the plugin package for this system, or run npm run build:backend."
find_node ||
  fail "no Node.js was found. Install Node.js 20.19 or later in /usr/local/bin or /usr/bin, or set node_path in section [plugin.zoneflow-ekscrossaz-datasource] of grafana.ini (GF_PLUGIN_NODE_PATH) to its path."

heap=${GF_PLUGIN_NODE_HEAP_MB:-1024}
case $heap in
  *[!0-9]*) fail "node_heap_mb must be a number of MiB but is $heap." ;;
esac

exec "$node" "--max-old-space-size=$heap" "$runtime/start.cjs"
