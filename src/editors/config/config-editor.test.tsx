import type { DataSourceSettings } from '@grafana/data';
import { fireEvent, render, screen } from '@testing-library/react';
import React, { useState } from 'react';
import { settingsSchema } from '../../shared/settings';
import { ConfigEditor } from './config-editor';
import type { StoredSettings } from './stored-settings';

const newDataSource: DataSourceSettings<StoredSettings> = {
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

function renderEditor(jsonData: StoredSettings = {}, readOnly = false) {
  let current = { ...newDataSource, jsonData, readOnly };
  function Holder() {
    const [options, setOptions] = useState(current);
    current = options;
    return <ConfigEditor options={options} onOptionsChange={(changed) => setOptions({ ...options, ...changed })} />;
  }
  render(<Holder />);
  return () => current.jsonData;
}

function type(label: RegExp, text: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
}

describe('ConfigEditor', () => {
  it('makes settings that the backend takes', () => {
    const settings = renderEditor();
    type(/^Flow logs/, '/data/flows');
    type(/^Pod history/, '/data/history');
    expect(settings()).toEqual({ flows: { location: '/data/flows' }, history: { location: '/data/history' } });
    expect(settingsSchema.parse(settings())).toMatchObject({ engine: 'duckdb', price: { perGbOut: 0.01 } });
  });

  it('asks for a location that was left empty', () => {
    renderEditor();
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.blur(screen.getByLabelText(/^Flow logs/));
    expect(screen.getByRole('alert')).toHaveTextContent('Name the location');
  });

  it('offers the engines that are coming, but not yet to choose', () => {
    const settings = renderEditor();
    expect(screen.getByLabelText('DuckDB (embedded)')).toBeChecked();
    for (const name of [/Athena/, /Trino/]) {
      expect(screen.getByLabelText(name)).toBeDisabled();
    }
    expect(settings()).toEqual({});
  });

  it('changes one price and keeps the other; empty is the default again', () => {
    const settings = renderEditor({ price: { perGbIn: 0.02, currency: 'EUR' } });
    type(/out of the source zone/, '0.05');
    expect(settings().price).toEqual({ perGbOut: 0.05, perGbIn: 0.02, currency: 'EUR' });
    type(/out of the source zone/, '');
    expect(settingsSchema.shape.price.def.innerType.parse(settings().price).perGbOut).toBe(0.01);
  });

  it('sets limits and the engine’s share of the machine', () => {
    const settings = renderEditor({ limits: { maxRows: 10 } });
    fireEvent.click(screen.getByRole('button', { name: /Limits/ }));
    type(/^Time of a query/, '90');
    type(/^DuckDB memory/, '1024');
    type(/^Bytes read by a query/, '1000');
    expect(settings()).toMatchObject({
      limits: { maxRows: 10, timeoutSeconds: 90, maxScanBytes: 1000 },
      duckdb: { memoryLimitMb: 1024 },
    });
    type(/^Bytes read by a query/, '');
    expect(settings().limits?.maxScanBytes).toBeNull();
  });

  it('can only be read if it was provisioned so', () => {
    renderEditor({ flows: { location: '/data/flows' } }, true);
    expect(screen.getByLabelText(/^Flow logs/)).toHaveAttribute('readonly');
    expect(screen.getByLabelText('DuckDB (embedded)')).toBeDisabled();
  });
});
