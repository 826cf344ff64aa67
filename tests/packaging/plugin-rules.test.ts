/** What Grafana's plugin validator demands of a plugin, held against the build and its sources; docs/validator.md has the rest. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { describeBuilt, dist, parsed, pluginId, root, version } from './built';

interface PluginJson {
  id: string;
  name: string;
  type: string;
  executable: string;
  languages: string[];
  includes: Array<{ path: string }>;
  dependencies: { grafanaDependency: string };
  info: {
    version: string;
    updated: string;
    description: string;
    keywords: string[];
    logos: { small: string; large: string };
    screenshots: Array<{ path: string }>;
    links: Array<{ name: string; url: string }>;
  };
}

const sources = filesBelow('src').filter((file) => /\.tsx?$/.test(file) && !/\.test\.|-double\./.test(file));
const describeDist = describeBuilt([join(dist, 'module.js')], sources, 'npm run build');

function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const textOf = (...path: string[]): string => readFileSync(join(...path), 'utf8');

describeDist('dist/', () => {
  const plugin = existsSync(join(dist, 'plugin.json')) ? parsed<PluginJson>(join(dist, 'plugin.json')) : undefined;

  it('describes the plugin', () => {
    expect(plugin?.id).toMatch(/^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$/);
    expect(plugin).toMatchObject({ id: pluginId, type: pluginId.split('-').at(-1), executable: 'gpx_zoneflow' });
    expect(plugin?.name).not.toBe(plugin?.id);
    expect(plugin?.info.version).toBe(version);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(plugin?.info.updated).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(plugin?.info.keywords).not.toHaveLength(0);
    expect(plugin?.info.description.split(/[.!?](?:\s|$)/).filter(Boolean).length).toBeLessThanOrEqual(2);
    // A range without an upper end: the plugin does not have to be published anew for each Grafana.
    expect(plugin?.dependencies.grafanaDependency).toMatch(/^>=\d+\.\d+\.\d+(-0)?$/);
  });

  it('has every file that plugin.json names', () => {
    const { logos, screenshots } = plugin?.info ?? { logos: {}, screenshots: [] };
    const named = [
      ...Object.values(logos),
      ...screenshots.map(({ path }) => path),
      ...(plugin?.includes ?? []).map(({ path }) => path),
      ...(plugin?.languages ?? []).map((language) => `locales/${language}/${pluginId}.json`),
    ];
    expect(named.filter((path) => !existsSync(join(dist, path)))).toEqual([]);
    expect(screenshots.filter(({ path }) => !/\.(png|jpe?g|gif)$/.test(path))).toEqual([]);
  });

  it('has a README that stands alone on the plugin page', () => {
    const readme = textOf(dist, 'README.md');
    expect(readme).not.toMatch(/\]\((?!https:\/\/)/);
    expect(readme).not.toMatch(/<!--|\byarn\b|\bnodejs\b|Grafana Data Source Plugin Template/i);
    expect(textOf(dist, 'CHANGELOG.md')).toContain(`## ${version}`);
    expect(textOf(dist, 'LICENSE')).toMatch(/Apache License\s+Version 2\.0/);
    expect(textOf(dist, 'LICENSE')).not.toMatch(/\[yyyy\]|\[name of copyright owner\]|\{yyyy\}/);
  });

  it('can be debugged: the source map holds the sources as they are', () => {
    const map = parsed<{ sources: string[]; sourcesContent: string[] }>(join(dist, 'module.js.map'));
    const own = map.sources.map((name, index) => ({ name, content: map.sourcesContent[index] }));
    const checked = own
      .map(({ name, content }) => ({ file: name.replace(`webpack://${pluginId}/./`, 'src/'), content }))
      .filter(({ file }) => existsSync(join(root, file)));
    expect(checked.length).toBeGreaterThan(10);
    expect(checked.filter(({ file, content }) => textOf(root, file) !== content).map(({ file }) => file)).toEqual([]);
  });

  it('has launchers that can be run, and only launchers named as such', () => {
    const named = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)gpx_/.test(name));
    expect(named).toContain('gpx_zoneflow_linux_amd64');
    expect(named.filter((name) => (statSync(join(dist, name)).mode & 0o777) !== 0o755)).toEqual([]);
  });

  it('has pictures that run nothing', () => {
    const pictures = filesBelow('dist').filter((file) => extname(file) === '.svg');
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) {
      expect(textOf(picture)).not.toMatch(/<script|<foreignObject|\son\w+=|javascript:|href="http/i);
    }
  });
});

describe('the sources of the front end', () => {
  it.each([
    ['ask the backend through Grafana’s own class', /\btestDatasource\s*\(|\/api\/ds\/query/],
    ['use no dialogs of the browser', /\b(?:window\.)?(?:alert|confirm|prompt)\s*\(/],
    ['reach no global of Grafana', /window\.(?:grafanaBootData|__grafana|angular|System)/],
    ['open no window that knows its opener', /window\.open\((?![^)]*noopener)/],
    ['do not read the address of the page', /window\.location|document\.location/],
    ['import no style sheets', /import\s+['"][^'"]+\.s?css['"]/],
    ['write no log', /console\.(?:log|info|debug|trace)\b/],
    ['silence no compiler', /@ts-(?:ignore|expect-error|nocheck)/],
    ['use no style classes of an old Grafana', /["'`\s]gf-form/],
    ['put no text into the page as HTML', /dangerouslySetInnerHTML|\.innerHTML\s*=/],
  ])('%s', (_, forbidden) => {
    expect(sources.length).toBeGreaterThan(20);
    const found = sources.filter((file) => forbidden.test(textOf(file)));
    expect(found.map((file) => relative(root, file))).toEqual([]);
  });

  it('are built with Grafana’s own tools', () => {
    expect(textOf(root, '.config/webpack/webpack.config.ts')).toContain('@grafana/create-plugin');
    expect(textOf(root, 'package.json')).not.toContain('grafana-toolkit');
  });
});
