/** The documentation against what it describes: errors, settings, questions, links between its pages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { errorTable } from '../../backend/errors';
import { parseQuery } from '../../backend/query/parse-query';
import { settingsSchema } from '../../src/shared/settings';
import { trafficQuerySchema } from '../../src/shared/query';

const folder = join(__dirname, '..', '..', 'docs', 'sources');
const pages = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')])
);

function page(name: string): string {
  return pages.get(name) ?? '';
}

/** The code blocks of a page in one language. */
function blocks(name: string, language: string): string[] {
  return [...page(name).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text]) => text ?? ''
  );
}

/** Anchors as GitHub and Grafana's site make them of headings. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-')
  );
}

describe('docs/sources', () => {
  it('explains every error once', () => {
    const codes = [...page('troubleshooting.md').matchAll(/^\| `([a-z_]+)` /gm)].map(([, code]) => code);
    expect(codes.sort()).toEqual(Object.keys(errorTable).sort());
  });

  it('shows a question that is one, with the members there are', () => {
    const [example = ''] = blocks('query-editor.md', 'json');
    const question: unknown = JSON.parse(example);
    expect(() => parseQuery(question)).not.toThrow();
    const { refId: _, ...defaults } = trafficQuerySchema.parse({});
    expect(Object.keys(question ?? {}).sort()).toEqual([...Object.keys(defaults), 'targetGroupBy'].sort());
  });

  it('shows settings that are right, and their defaults', () => {
    const [example = ''] = blocks('configure.md', 'yaml');
    const file = parse(example) as { datasources: Array<{ type: string; jsonData: Record<string, unknown> }> };
    const [source] = file.datasources;
    expect(source?.type).toBe('zoneflow-ekscrossaz-datasource');
    const settings = settingsSchema.parse(source?.jsonData);
    const { price, limits, duckdb } = settingsSchema.parse({ flows: settings.flows, history: settings.history });
    expect(settings).toMatchObject({ price, limits, duckdb });
  });

  it.each([...pages.keys()])('%s begins with its title and links only to what exists', (name) => {
    const text = page(name);
    expect(text).toMatch(/^---\ntitle: .+\nmenuTitle: .+\ndescription: .+\nweight: \d+\n---\n\n# /);
    for (const [, target = ''] of text.matchAll(/\]\((?!https:)([^)]+)\)/g)) {
      if (target.startsWith('img/')) {
        expect(readdirSync(join(folder, 'img'))).toContain(target.slice('img/'.length));
        continue;
      }
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? text : pages.get(file);
      expect({ target, exists: linked !== undefined }).toEqual({ target, exists: true });
      if (anchor !== undefined) {
        expect(anchors(linked ?? '')).toContain(anchor);
      }
    }
  });
});
