/** @jest-environment jsdom */
import { answersOf, five, pod, testOrigin, testRequest, type TestFlow } from './answers.test-data';
import { reportPage } from './page';
import { all, parsePage, tableCells, texts, type Page } from './page-reader.test-data';
import { reportOf, type ReportAnswers } from './report-model';
import type { ReportRequest } from './request';

const gib = 2 ** 30;
const minute = 60_000;
const [az1, az2, az4] = ['use1-az1', 'use1-az2', 'use1-az4'];
const flows: TestFlow[] = [
  { source: pod('shop', 'web', az1), target: pod('data', 'db', az2), bytes: 60 * gib },
  { time: five + 30 * minute, source: pod('shop', 'web', az2), target: pod('data', 'db', az1), bytes: 10 * gib },
  { source: pod('data', 'db', az2), target: pod('shop', 'web', az4), bytes: 30 * gib },
  { source: pod('shop', 'web', az1), target: pod('shop', 'cart', az1), bytes: 20 * gib },
  { source: pod('shop', 'web', az1), target: { kind: 'external' }, bytes: 5 * gib },
];

function pageText(answers: ReportAnswers, request: Partial<ReportRequest> = {}, origin = testOrigin): string {
  return reportPage(reportOf({ ...testRequest, ...request }, origin, answers));
}

function pageOf(...given: Parameters<typeof pageText>): Page {
  return parsePage(pageText(...given));
}

describe('structure', () => {
  const page = pageOf(answersOf(flows));

  test('nothing is loaded and nothing runs', () => {
    expect(all(page, 'script, link, iframe, object, embed, img, form, base, [src], [href], a')).toHaveLength(0);
    const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content');
    expect(policy).toBe("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
    const text = pageText(answersOf(flows));
    expect(text).not.toMatch(/https?:|url\(|@import|javascript:/i);
    expect(Buffer.byteLength(text)).toBeLessThan(200_000);
  });

  test('one main heading, a heading for each section, and a section for each heading', () => {
    expect(texts(page, 'h1')).toEqual(['A week of prod']);
    expect(texts(page, 'h2')).toEqual([
      'Summary',
      'Where it flows',
      'From zone to zone',
      'Over time',
      'Largest exchanges',
      'Cost by namespace',
      'What the numbers cover',
      'How these numbers are made',
    ]);
    for (const section of all(page, 'section')) {
      expect(section.querySelector('h2')?.id).toBe(section.getAttribute('aria-labelledby'));
    }
    const ids = all(page, '[id]').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('tables have headers with a scope, and rows of equal length', () => {
    const tables = all(page, 'table');
    expect(tables).toHaveLength(4);
    for (const table of tables) {
      expect(texts(table, 'th:not([scope])')).toEqual([]);
      const widths = all(table, 'tr').map((row) =>
        all(row, 'th, td').reduce((sum, cell) => sum + Number(cell.getAttribute('colspan') ?? 1), 0)
      );
      expect(new Set(widths).size).toBe(1);
    }
  });

  test('each picture says in words what it shows', () => {
    const pictures = all(page, 'svg').map((svg) => [svg.getAttribute('role'), svg.getAttribute('aria-label')]);
    const flow =
      'Flows from the sending namespace out of a zone into another zone. The widest path: shop, from use1-az1 to use1-az2, 60.0 GiB. The tables below have the numbers.';
    const trend =
      'Bars of cross-zone bytes per 1 minute, stacked by sending namespace. The most in 1 minute: 90.0 GiB, from 10 March 2026, 05:00 UTC.';
    expect(pictures).toEqual([
      ['img', flow],
      ['img', flow],
      ['img', trend],
      ['img', trend],
    ]);
    expect(all(page, 'figure > figcaption')).toHaveLength(2);
  });
});

describe('content', () => {
  const page = pageOf(answersOf(flows));

  test('whose, when, made when and by what', () => {
    expect(texts(page, 'header p, footer p')).toEqual([
      'Traffic across Availability Zones',
      'Cluster prod · 10 March 2026, 05:00 – 06:00 UTC',
      'Made by ZoneFlow 1.2.3 on 10 March 2026, 07:00 UTC. All times are UTC.',
    ]);
    expect(page.title).toBe('A week of prod · 10 March 2026, 05:00 – 06:00 UTC');
  });

  test('the summary', () => {
    expect(texts(page, '.lead')).toEqual([
      'In 1 hour, 100 GiB crossed zones: 83.3 % of the traffic whose zones are known. It cost about $2.00, a rate of $1,460 a month.',
    ]);
    expect(texts(page, 'dl > div')).toEqual([
      'Cross-zone traffic 100 GiB in 1 hour',
      'Estimated cost $2.00 ≈ $1,460 a month',
      'Cross-zone share 83.3 % of 120 GiB of known zones',
      'Top namespace shop sent 70.0 GiB, 70.0 %',
    ]);
    expect(texts(page, 'dl + p')).toEqual([
      'The largest exchange is shop/web → data/db: 70.0 GiB, 70.0 % of what crossed zones, about $1.40.',
    ]);
  });

  test('the matrix, with sums', () => {
    expect(tableCells(page, 'matrix')).toEqual([
      ['From', az1, az2, az4, 'unknown zone', 'Cross-zone sent'],
      [az1, '20.0 GiB', '60.0 GiB', '0 B', '5.00 GiB', '60.0 GiB'],
      [az2, '10.0 GiB', '0 B', '30.0 GiB', '0 B', '40.0 GiB'],
      [az4, '0 B', '0 B', '0 B', '0 B', '0 B'],
      ['unknown zone', '0 B', '0 B', '0 B', '0 B', '–'],
      ['Cross-zone received', '10.0 GiB', '60.0 GiB', '30.0 GiB', '–', '100 GiB'],
    ]);
  });

  test('exchanges and cost end in the same sums', () => {
    expect(tableCells(page, 'exchanges').slice(1)).toEqual([
      ['shop/web', 'data/db', '', '70.0 GiB', '70.0 %', '$1.40'],
      ['data/db', 'shop/web', '', '30.0 GiB', '30.0 %', '$0.60'],
      ['All cross-zone traffic', '', '100 GiB', '100 %', '$2.00'],
    ]);
    expect(tableCells(page, 'cost').slice(1)).toEqual([
      ['shop', '', '70.0 GiB', '70.0 %', '$1.40', '$1,022'],
      ['data', '', '30.0 GiB', '30.0 %', '$0.60', '$438'],
      ['All cross-zone traffic', '', '100 GiB', '100 %', '$2.00', '$1,460'],
    ]);
  });

  test('the picture of flows names senders and zones with their bytes', () => {
    expect(texts(page, '.wide svg[aria-label^="Flows"] text').sort()).toEqual([
      'data 30.0 GiB',
      'shop 70.0 GiB',
      'use1-az1 10.0 GiB',
      'use1-az1 60.0 GiB',
      'use1-az2 40.0 GiB',
      'use1-az2 60.0 GiB',
      'use1-az4 30.0 GiB',
    ]);
  });

  test('the trend has a bar a sender and bucket, as high as its bytes', () => {
    const svg = page.querySelector('.wide svg[aria-label^="Bars"]') ?? page;
    const heights = (sender: number): number[] =>
      all(svg, `path[fill="var(--sender-${sender})"]`)
        .map(heightOf)
        .filter((height) => height > 0);
    const [first = 0, second = 0] = heights(1);
    expect(first / second).toBeCloseTo(6, 1);
    expect(heights(2)[0]).toBeCloseTo(first / 2, 0);
    expect(texts(svg, 'text')).toEqual(expect.arrayContaining(['0 B', '20.0 GiB', '100 GiB', '05:00', '05:30']));
  });

  test('prices, and what is known of the traffic', () => {
    const priced = pageOf(answersOf(flows), { price: { perGbOut: 0.05, perGbIn: 0, currency: 'EUR' } });
    expect(texts(priced, '[aria-labelledby="making"] p')[0]).toContain(
      'at 0.05 EUR per GB out of one zone and 0.00 EUR'
    );
    expect(tableCells(page, 'coverage').map((row) => row.slice(0, 3))).toEqual([
      ['Traffic', 'Bytes', 'Share'],
      ['Attributed', '125 GiB', '100 %'],
      ['of it ambiguous', '0 B', '0 %'],
      ['External', '0 B', '0 %'],
      ['Unattributed', '0 B', '0 %'],
      ['All traffic', '125 GiB', '100 %'],
      ['of it of unknown zone', '0 B', '0 %'],
    ]);
  });

  test('another grouping is named wherever it is used', () => {
    const byTeam = pageOf(answersOf(flows), { sender: 'label:team', ends: ['label:team'] });
    expect(texts(byTeam, 'h2')).toContain('Cost by label team');
    expect(tableCells(byTeam, 'cost')[1]?.[0]).toBe('pods without team');
  });

  test('filters are said below the title', () => {
    const filters = [
      { side: 'source' as const, dimension: 'namespace' as const, operator: '=|' as const, values: ['a', '<b>'] },
    ];
    expect(texts(pageOf(answersOf(flows), { filters }), 'header .about')[1]).toBe(
      'Only exchanges whose source’s namespace is one of a, <b>'
    );
  });

  test('notices, and a range that is still arriving', () => {
    const answers = answersOf(flows, { incompleteSince: five + 45.5 * minute });
    const notices = [{ severity: 'warning' as const, text: 'AWS skipped <some>.' }];
    const open = pageOf({ ...answers, zones: { ...answers.zones, notices } });
    expect(texts(open, '.notices li')).toEqual(['warning AWS skipped <some>.']);
    expect(texts(open, 'figcaption')[1]).toContain('Pale bars');
    expect(texts(open, '.note')[0]).toContain(
      'like the 45 minutes of this range that are complete; its end is still arriving.'
    );
    expect(texts(open, '[aria-labelledby="coverage"] > p')[1]).toContain('Incomplete since 10 March 2026, 05:45 UTC');
  });
});

test('no traffic: the page says so, with the notices, and shows no picture', () => {
  const answers = answersOf([]);
  const notices = [{ severity: 'warning' as const, text: 'There are no flow-log objects of this range.' }];
  const page = pageOf({ ...answers, zones: { ...answers.zones, notices } });
  expect(texts(page, '.notices li')).toEqual(['warning There are no flow-log objects of this range.']);
  expect(texts(page, '.lead')[0]).toMatch(/^No traffic: the flow logs have no records of this range\./);
  expect(all(page, 'svg, dl')).toHaveLength(0);
  expect(texts(page, 'h2')).toEqual(['Summary', 'What the numbers cover', 'How these numbers are made']);
});

test('nothing crossed zones: the page says so and keeps the matrix', () => {
  const page = pageOf(answersOf(flows.slice(3)));
  expect(texts(page, '.lead')).toEqual([
    'Nothing crossed zones: 20.0 GiB stayed in their zone, 5.00 GiB had an end of unknown zone.',
  ]);
  expect(tableCells(page, 'matrix')).toHaveLength(4);
});

describe('hostile names', () => {
  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['an image', '<img src=x onerror=alert(1)>'],
    ['the end of an attribute', `"><svg onload='alert(1)'>`],
    ['the end of the drawing', '</text></svg><script>alert(1)</script>'],
    ['the end of the style sheet', '</style><script>alert(1)</script>'],
    ['CDATA and comments', ']]><!-- <script> -->'],
    ['text from right to left', '\u05e9\u05dc\u05d5\u05dd \u202egnp.exe\u2066'],
    ['a very long one', `${'very-long-name-'.repeat(200)}end`],
    ['the library’s own templates', '{a|b} {b}: {c}\n{@value}'],
    ['control characters', 'a\0b\u001b[31mc\u2028d'],
    ['the name of the rest', 'other'],
    ['a name of every object', '__proto__'],
  ])('%s is text and nothing else', (_, name) => {
    const hostile: TestFlow[] = [
      { source: pod(name, name, az1), target: pod('data', name, az2), bytes: 60 * gib },
      { source: pod('b', 'c', name), target: pod('data', 'db', az1), bytes: 30 * gib },
    ];
    const harmless = pageOf(
      answersOf(
        hostile.map((flow) => JSON.parse(JSON.stringify(flow).replaceAll(JSON.stringify(name), '"n"')) as TestFlow)
      )
    );
    const page = pageOf(answersOf(hostile), { title: name }, { ...testOrigin, clusters: [name] });
    const shape = (document: Page): string[] =>
      all(document, '*').map(({ tagName, attributes }) =>
        [tagName, ...[...attributes].map((attribute) => attribute.name)].join(' ')
      );
    // Zones are in the order of their names.
    expect(shape(page).sort()).toEqual(shape(harmless).sort());
    expect(all(page, 'script')).toHaveLength(0);
    const shown = name.replace(/[\p{Cc}\u2028\u202e\u2066]/gu, '\ufffd');
    expect(page.querySelector('h1 bdi')?.textContent).toBe(shown);
    expect(page.querySelector('table[aria-labelledby="cost"] bdi')?.textContent).toBe(shown);
    const labels = all(page, '.wide svg text').map((text) => text.textContent ?? '');
    const letters = [...shown];
    const label = letters.length <= 18 ? shown : `${letters.slice(0, 9).join('')}…${letters.slice(-8).join('')}`;
    expect(labels).toContain(`${label}  60.0 GiB`);
  });
});

/** Of a bar's path: `M63 236l10 0l0 -37l-10 0Z`. */
function heightOf(path: { getAttribute(name: string): string | null }): number {
  return Math.abs(Number(/l0 (-?[\d.]+)/.exec(path.getAttribute('d') ?? '')?.[1] ?? 0));
}
