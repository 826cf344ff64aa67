import { fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { problemsOf } from '../../query/validation';
import { CheatSheet } from './cheat-sheet';
import { exampleGroups } from './examples';

const examples = exampleGroups().flatMap((group) => group.examples);

describe('CheatSheet', () => {
  it('puts the example of a click in the place of the query', async () => {
    const onClickExample = jest.fn();
    const query = { refId: 'C', datasource: { uid: 'zoneflow' }, limit: 3 };
    render(<CheatSheet query={query} onClickExample={onClickExample} />);
    fireEvent.click(
      await screen.findByRole('button', { name: /^Which workloads send most across zones/ }, { timeout: 20_000 })
    );
    expect(onClickExample).toHaveBeenCalledWith({
      refId: 'C',
      datasource: { uid: 'zoneflow' },
      queryType: 'table',
      traffic: 'cross-zone',
      groupBy: ['namespace', 'workload'],
      limit: 20,
    });
  });
});

describe('exampleGroups', () => {
  it.each(examples.map((example) => [example.key, example] as const))(
    '%s can be run, or asks for a value',
    (_, { query }) => {
      const problems = problemsOf({ refId: 'A', ...query });
      expect([...problems.members.keys()]).toEqual([]);
      const unfilled = (query.filters ?? []).flatMap(({ values }, position) => (values.length === 0 ? [position] : []));
      expect([...problems.filters.keys()]).toEqual(unfilled);
    }
  );

  it('has every example once, and in alert rules only what can alert', () => {
    expect(new Set(examples.map(({ key }) => key)).size).toBe(examples.length);
    const forAlerts = exampleGroups().find(({ key }) => key === 'alert')?.examples ?? [];
    expect(forAlerts).not.toHaveLength(0);
    forAlerts.forEach(({ query }) =>
      expect(problemsOf({ refId: 'A', ...query }, { forAlert: true }).members.size).toBe(0)
    );
  });
});
