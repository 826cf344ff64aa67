/** What a query was answered with: its state, its notices and its frames as plain tables. */
import { type DataFrame, formattedValueToString, getDisplayProcessor, type PanelData } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React from 'react';

const mostRows = 20;

export function Answer({ data }: { data: PanelData }) {
  const notices = data.series.flatMap(({ meta }) => meta?.notices ?? []);
  return (
    <section aria-label="Answer">
      <output>{data.state}</output>
      {data.error && <p role="alert">{data.error.message}</p>}
      {notices.length > 0 && (
        <ul aria-label="Notices">
          {notices.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {data.series.map((frame, index) => (
        <FrameTable key={index} frame={frame} />
      ))}
    </section>
  );
}

function FrameTable({ frame }: { frame: DataFrame }) {
  const theme = useTheme2();
  const displays = frame.fields.map((field) => field.display ?? getDisplayProcessor({ field, theme }));
  const rows = Array.from({ length: Math.min(frame.length, mostRows) }, (_, row) => row);
  return (
    <table aria-label={frame.name ?? 'frame'}>
      <caption>
        {frame.length} rows, {frame.meta?.type ?? 'of no type'}
      </caption>
      <thead>
        <tr>
          {frame.fields.map(({ name, labels }, index) => (
            <th key={index}>{[name, ...Object.values(labels ?? {})].join(' ')}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            {frame.fields.map((field, index) => {
              const value: unknown = field.values[row];
              return <td key={index}>{value === null ? '' : text(displays[index]?.(value))}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function text(value: Parameters<typeof formattedValueToString>[0] | undefined): string {
  return value === undefined ? '' : formattedValueToString(value);
}
