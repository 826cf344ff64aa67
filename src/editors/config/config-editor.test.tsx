import { DataSourcePluginContextProvider, EventBusSrv, type DataSourceSettings } from '@grafana/data';
import { config, setAppEvents } from '@grafana/runtime';
import { fireEvent, render, screen } from '@testing-library/react';
import React, { useState } from 'react';
import { settingsSchema } from '../../shared/settings';
import { choose, giveElementsSize } from '../combobox-double';
import { ConfigEditor } from './config-editor';
import { LazyConfigEditor } from './lazy-config-editor';
import { dataSourceSettings } from './settings-double';
import type { StoredSecrets, StoredSettings } from './stored-settings';

type Options = DataSourceSettings<StoredSettings, StoredSecrets>;

const newDataSource: Options = {
  id: 1,
  uid: 'zoneflow',
  orgId: 1,
  name: 'ZoneFlow',
  typeLogoUrl: '',
  type: 'zoneflow-ekscrossaz-datasource',
  typeName: 'ZoneFlow',
  access: 'proxy',
  url: '',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
  withCredentials: false,
};

/** The editor as Grafana holds it: what it changes comes back as its options. */
function renderEditor(jsonData: StoredSettings = {}, rest: Partial<Options> = {}) {
  let current: Options = { ...newDataSource, ...rest, jsonData };
  function Holder() {
    const [options, setOptions] = useState(current);
    current = options;
    return (
      <DataSourcePluginContextProvider instanceSettings={dataSourceSettings}>
        <ConfigEditor options={options} onOptionsChange={setOptions} />
      </DataSourcePluginContextProvider>
    );
  }
  render(<Holder />);
  return { settings: () => current.jsonData, options: () => current };
}

/** Settings as a provisioning file or an old version may have left them. */
const stored = (json: string): StoredSettings => JSON.parse(json);

function type(label: RegExp | string, text: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
}

function open(section: string) {
  fireEvent.click(screen.getByRole('button', { name: `Expand section ${section}` }));
}

const tables = { flows: { database: 'zf', table: 'flow_logs' }, history: { database: 'zf', table: 'pods' } };
const locations = { flows: { location: '/data/flows' }, history: { location: '/data/history' } };

beforeAll(() => {
  giveElementsSize();
  config.awsAllowedAuthProviders = ['default', 'keys', 'credentials'];
  config.awsAssumeRoleEnabled = true;
  setAppEvents(new EventBusSrv());
});

describe('places', () => {
  it('makes settings that the backend takes', () => {
    const { settings } = renderEditor();
    type(/^Flow logs/, '/data/flows');
    type(/^Pod history/, '/data/history');
    expect(settings()).toEqual(locations);
    expect(settingsSchema.parse(settings())).toMatchObject({ engine: 'duckdb', price: { perGbOut: 0.01 } });
  });

  it('takes a rollup, and forgets it when it is emptied', () => {
    const { settings } = renderEditor(locations);
    type(/^Rollup/, 'rollup');
    expect(screen.getByRole('alert')).toHaveTextContent('from the root');
    type(/^Rollup/, '/data/rollup');
    expect(settings()).toEqual({ ...locations, rollup: { location: '/data/rollup' } });
    expect(screen.queryByRole('alert')).toBeNull();
    type(/^Rollup/, '');
    expect(JSON.parse(JSON.stringify(settings()))).toEqual(locations);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('asks for a location that was left empty, not before', () => {
    renderEditor();
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.blur(screen.getByLabelText(/^Flow logs/));
    expect(screen.getByRole('alert')).toHaveTextContent('Fill this in');
  });

  it.each([
    ['data/flows', 'from the root'],
    ['s3://', 's3:// and a bucket'],
    ['C:\\flows', 'from the root'],
  ])('says what is wrong with %s, and keeps it', (location, problem) => {
    const { settings } = renderEditor(locations);
    type(/^Flow logs/, location);
    expect(screen.getByRole('alert')).toHaveTextContent(problem);
    expect(settings().flows).toEqual({ location });
  });

  it('asks how AWS is reached as soon as one of them is in S3', () => {
    const { settings } = renderEditor(locations);
    expect(screen.queryByLabelText(/^Authentication Provider/)).toBeNull();
    type(/^Pod history/, 's3://bucket/history');
    expect(screen.queryByRole('alert')).toBeNull();
    type(/^Assume Role ARN/, 'arn:aws:iam::123456789012:role/zoneflow');
    expect(settings()).toMatchObject({
      history: { location: 's3://bucket/history' },
      assumeRoleArn: 'arn:aws:iam::123456789012:role/zoneflow',
    });
    expect(settingsSchema.safeParse(settings()).success).toBe(true);
  });
});

describe('engines', () => {
  it('has only the fields of its own', () => {
    renderEditor(locations);
    expect(screen.getByLabelText(/^Threads/)).toBeVisible();
    expect(screen.queryByLabelText(/^Workgroup/)).toBeNull();
    fireEvent.click(screen.getByLabelText('Amazon Athena'));
    expect(screen.queryByLabelText(/^Threads/)).toBeNull();
    expect(screen.getByLabelText(/^Authentication Provider/)).toBeVisible();
    expect(screen.getByLabelText(/^Workgroup/)).toBeVisible();
    fireEvent.click(screen.getByLabelText('Trino'));
    expect(screen.queryByLabelText(/^Workgroup/)).toBeNull();
    expect(screen.getByLabelText(/^URL/)).toBeVisible();
  });

  it('takes everything that Athena needs', () => {
    const athena = { workgroup: 'zoneflow' };
    const { settings } = renderEditor({ ...tables, engine: 'athena', authType: undefined, athena });
    expect(screen.getByLabelText(/^Workgroup/)).toHaveValue('zoneflow');
    expect(screen.getAllByLabelText(/^Database/)).toHaveLength(3);
    expect(screen.getAllByLabelText(/^Table/)[1]).toHaveValue('pods');
    type(/^Output location/, 's3://results/');
    type(/^Reuse of results/, '0');
    type(/^Queries at a time/, '5');
    type(/^Assume Role ARN/, 'arn:aws:iam::123456789012:role/zoneflow');
    expect(settings()).toEqual({
      ...tables,
      engine: 'athena',
      authType: 'default',
      assumeRoleArn: 'arn:aws:iam::123456789012:role/zoneflow',
      athena: { workgroup: 'zoneflow', outputLocation: 's3://results/', reuseMinutes: 0, mostRunning: 5 },
    });
    expect(settingsSchema.safeParse(settings()).success).toBe(true);
    type(/^Output location/, '');
    type(/^Reuse of results/, '');
    type(/^Queries at a time/, '0');
    expect(settings().athena).toEqual({ workgroup: 'zoneflow', mostRunning: 0 });
    expect(screen.getByRole('alert')).toBeVisible();
  });

  it('keeps what was typed for each engine, and stores only what fits', () => {
    const rollup = { location: '/data/rollup' };
    const { settings } = renderEditor({ ...locations, rollup, duckdb: { threads: 2 } });
    fireEvent.click(screen.getByLabelText('Trino'));
    expect(settings()).toMatchObject({ flows: undefined, rollup: undefined });
    type(/^URL/, 'https://trino');
    fireEvent.change(screen.getAllByLabelText(/^Schema/)[0], { target: { value: 'zf' } });
    fireEvent.click(screen.getByLabelText('Amazon Athena'));
    expect(settings()).toMatchObject({ engine: 'athena', flows: { database: 'zf', table: '' } });
    fireEvent.click(screen.getByLabelText('DuckDB (embedded)'));
    expect(settings()).toMatchObject({ engine: 'duckdb', ...locations, rollup, duckdb: { threads: 2 } });
    fireEvent.click(screen.getByLabelText('Trino'));
    expect(settings()).toMatchObject({ flows: { database: 'zf', table: '' }, trino: { url: 'https://trino' } });
  });

  it.each([
    [{ engine: 'athena' as const, athena: { outputLocation: 'results' } }, /begins with s3/],
    [{ engine: 'trino' as const, trino: { url: 'trino:8080' } }, /begins with http/],
  ])('says what is wrong with an address', (settings, problem) => {
    renderEditor({ ...tables, ...settings });
    expect(screen.getByRole('alert', { name: '' })).toBeVisible();
    expect(screen.getByText(problem)).toBeVisible();
  });
});

describe('secrets', () => {
  it('are written, not stored with the settings', () => {
    const { options } = renderEditor({ engine: 'trino', ...tables });
    type(/^Password/, 'hush');
    expect(options().secureJsonData).toEqual({ trinoPassword: 'hush' });
    expect(JSON.stringify(options().jsonData)).not.toContain('hush');
  });

  it('are never shown again, only reset', () => {
    const { options } = renderEditor({ engine: 'trino' }, { secureJsonFields: { trinoPassword: true } });
    expect(screen.getByLabelText(/^Password/)).toBeDisabled();
    expect(screen.getByLabelText(/^Password/)).toHaveValue('configured');
    fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(screen.getByLabelText(/^Password/)).toHaveValue('');
    expect(options()).toMatchObject({ secureJsonFields: { trinoPassword: false } });
  });

  it('of AWS keys include the token of temporary ones', () => {
    const { options } = renderEditor(stored('{"engine":"athena","authType":"keys"}'));
    type(/^Access Key ID/, 'AKIA');
    type(/^Session Token/, 'token');
    expect(options().secureJsonData).toEqual({ accessKey: 'AKIA', sessionToken: 'token' });
  });
});

describe('price and limits', () => {
  it('changes one price and keeps the other; empty is the default again', () => {
    const { settings } = renderEditor({ ...locations, price: { perGbIn: 0.02, currency: 'EUR' } });
    type(/out of the source zone/, '0.05');
    expect(settings().price).toEqual({ perGbOut: 0.05, perGbIn: 0.02, currency: 'EUR' });
    type(/out of the source zone/, '');
    expect(settingsSchema.parse(settings()).price.perGbOut).toBe(0.01);
  });

  it('takes a currency of the list or another', async () => {
    const { settings } = renderEditor(locations);
    await choose(screen.getByLabelText(/^Currency/), 'EUR');
    expect(settings().price).toEqual({ currency: 'EUR' });
    await choose(screen.getByLabelText(/^Currency/), /NOK/, 'NOK');
    expect(settings().price).toEqual({ currency: 'NOK' });
  });

  it('sets limits and the engine’s share of the machine', () => {
    const { settings } = renderEditor({ limits: { maxRows: 10 } });
    open('Limits');
    type(/^Time of a query/, '90');
    type(/^Memory/, '1024');
    type(/^Bytes read by a query/, '1000');
    expect(settings()).toMatchObject({
      limits: { maxRows: 10, timeoutSeconds: 90, maxScanBytes: 1000 },
      duckdb: { memoryLimitMb: 1024 },
    });
    type(/^Bytes read by a query/, '');
    expect(settings().limits?.maxScanBytes).toBeNull();
  });

  it.each([
    [/into the target zone/, '-1', 'At least 0.'],
    [/^Rows of an answer/, '1.5', 'A whole number.'],
    [/^Time of a query/, '0', 'More than 0.'],
    [/^Threads/, '500', 'At most 256.'],
  ])('%s: %s is wrong, and may be saved all the same', (label, value, problem) => {
    renderEditor(locations);
    open('Limits');
    type(label, value);
    expect(screen.getByRole('alert')).toHaveTextContent(problem);
    expect(screen.getByLabelText(label)).toHaveValue(Number(value));
  });
});

describe('new queries', () => {
  it('start as preferred', async () => {
    const { settings } = renderEditor(locations);
    open('New queries');
    await choose(screen.getByLabelText(/^Show/), /^Table/);
    type(/^Limit/, '20');
    expect(settings().queryDefaults).toEqual({ queryType: 'table', limit: 20 });
  });
});

describe('settings of another hand', () => {
  it('keeps what the form does not know', () => {
    const { settings } = renderEditor(stored('{"later":{"a":1},"pdcInjected":false,"price":{"discount":3}}'));
    type(/^Flow logs/, '/data/flows');
    type(/into the target zone/, '1');
    expect(settings()).toEqual({
      later: { a: 1 },
      pdcInjected: false,
      price: { discount: 3, perGbIn: 1 },
      flows: { location: '/data/flows' },
    });
  });

  it('shows what is not of its form instead of failing', () => {
    renderEditor(
      stored(`{"flows":"x","history":null,"clusters":"a","price":{"perGbIn":"x","currency":5},"limits":{"maxRows":"9"},
        "duckdb":{"threads":-1},"queryDefaults":{"limit":-1,"groupBy":"zone"}}`)
    );
    expect(screen.getByLabelText(/^Flow logs/)).toHaveValue('');
    expect(screen.getAllByRole('alert').map((alert) => alert.textContent)).toEqual([
      'At least 0.',
      'This value does not fit here.',
      'This is not a number.',
      'This value does not fit here.',
      'This is not a number.',
      'This value does not fit here.',
      'At least 0.',
    ]);
  });

  it('names no engine for a name that is none, and lets choose one', () => {
    const { settings } = renderEditor(stored('{"engine":"presto"}'));
    expect(screen.getByRole('alert')).toHaveTextContent('does not fit');
    fireEvent.click(screen.getByLabelText('DuckDB (embedded)'));
    expect(settings().engine).toBe('duckdb');
  });
});

describe('a provisioned data source', () => {
  it.each([
    ['duckdb', { ...locations, engine: 'duckdb' as const }],
    ['duckdb over S3', stored('{"flows":{"location":"s3://logs"},"authType":"credentials","profile":"ops"}')],
    ['athena', stored('{"engine":"athena","authType":"keys","defaultRegion":"eu-central-1"}')],
    ['trino', { ...tables, engine: 'trino' as const }],
  ])('can only be read: %s', (_, settings) => {
    const { options } = renderEditor(
      { ...settings, clusters: [{ name: 'prod' }], queryDefaults: { queryType: 'table' } },
      { readOnly: true, secureJsonFields: { accessKey: true, trinoPassword: true } }
    );
    const before = JSON.stringify(options());
    open('Limits');
    open('New queries');
    for (const field of [...screen.getAllByRole('textbox'), ...screen.getAllByRole('spinbutton')]) {
      expect(field.hasAttribute('readonly') || field.matches(':disabled')).toBe(true);
    }
    for (const control of screen.getAllByRole('radio')) {
      expect(control).toBeDisabled();
    }
    // One that is disabled can still be cleared.
    expect(screen.queryAllByRole('combobox')).toEqual([]);
    for (const button of screen.getAllByRole('button')) {
      if (!/section/.test(button.getAttribute('aria-label') ?? '')) {
        expect(button).toBeDisabled();
      }
    }
    // What could be typed is no value of it.
    expect(screen.getByLabelText('VPC ID')).not.toHaveAttribute('placeholder');
    expect(JSON.stringify(options())).toBe(before);
  });

  it('takes nothing that the AWS connection proposes', () => {
    const { options } = renderEditor({ engine: 'athena' }, { readOnly: true });
    expect(options().jsonData).toEqual({ engine: 'athena' });
  });

  it('shows how AWS is reached', () => {
    const settings = '{"engine":"athena","authType":"ec2_iam_role","endpoint":"https://athena.local"}';
    renderEditor(stored(settings), { readOnly: true });
    expect(screen.getByLabelText('Authentication Provider')).toHaveValue('Workspace IAM Role');
    expect(screen.getByLabelText('Endpoint')).toHaveValue('https://athena.local');
    expect(screen.queryByLabelText('Access Key ID')).toBeNull();
  });
});

it('comes when it is needed', async () => {
  render(<LazyConfigEditor options={newDataSource} onOptionsChange={() => undefined} />);
  expect(await screen.findByLabelText(/^Flow logs/, {}, { timeout: 10_000 })).toBeVisible();
});
