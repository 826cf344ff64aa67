/** What scripts/browser-host.mjs puts in: the modules that the plugin expects of Grafana, by name. */
declare module 'plugin-externals' {
  export const externals: Record<string, unknown>;
}
