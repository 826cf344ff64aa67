import { fireEvent, screen, within } from '@testing-library/react';
import type { StoredQuery } from '../../query/stored-query';
import { renderEditor, runButton } from './render-editor-double';

/** As somebody wrote it into a dashboard. */
const handEdited: StoredQuery = JSON.parse(`{
  "refId": "A", "queryType": "table", "traffic": "some", "measure": "bits", "limit": "50", "rate": "yes",
  "groupBy": ["namespace", "colour"], "ofTomorrow": { "deep": [1] },
  "filters": ["shop", { "side": "source", "dimension": "pod", "operator": "=", "values": ["a"], "note": "mine" }]
}`);

describe('a hand-edited query', () => {
  it('is shown as it is and not run', () => {
    const { onChange } = renderEditor(handEdited);
    expect(screen.getByLabelText('some')).toBeChecked();
    expect(screen.getByDisplayValue('bits')).toBeInTheDocument();
    expect(screen.getByText('colour')).toBeInTheDocument();
    expect(screen.getByText('“colour” is no dimension; a label is written label:<key>.')).toBeInTheDocument();
    expect(screen.getByText('"50"')).toBeInTheDocument();
    expect(runButton()).toHaveAttribute('aria-disabled', 'true');
    expect(onChange).not.toHaveBeenCalled();
  });

  it('has a way out beside each field', () => {
    const { query } = renderEditor(handEdited);
    ['traffic', 'measure', 'limit', 'rate', 'groupBy'].forEach((member) =>
      fireEvent.click(screen.getByRole('button', { name: `Reset ${member}` }))
    );
    fireEvent.click(within(screen.getByText('filters[0]').closest('div') ?? document.body).getByRole('button'));
    const { ofTomorrow, filters } = JSON.parse(JSON.stringify(handEdited));
    expect(JSON.parse(JSON.stringify(query()))).toEqual({
      refId: 'A',
      queryType: 'table',
      ofTomorrow,
      filters: filters.slice(1),
    });
    expect(runButton()).toHaveAttribute('aria-disabled', 'false');
  });

  it('keeps what the editor does not know when something is changed', () => {
    const { query } = renderEditor(handEdited);
    fireEvent.click(screen.getByLabelText('All'));
    fireEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    const [known, added, unreadable] = query().filters ?? [];
    expect(query()).toMatchObject({ traffic: 'all', ofTomorrow: { deep: [1] }, rate: 'yes' });
    expect(known).toEqual({ side: 'source', dimension: 'pod', operator: '=', values: ['a'], note: 'mine' });
    expect(added).toMatchObject({ values: [] });
    expect(unreadable).toBe('shop');
  });

  it('in a view without fields says what keeps it from running', () => {
    const { query } = renderEditor({ refId: 'A', queryType: 'health', limit: -1 });
    expect(screen.getByText('The stored query has parts that cannot be run')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Reset limit' }));
    expect(query().limit).toBeUndefined();
    expect(runButton()).toHaveAttribute('aria-disabled', 'false');
  });

  it('with variables in the place of choices is in order', () => {
    const stored: StoredQuery = JSON.parse(
      '{"refId":"A","queryType":"table","traffic":"$traffic","measure":"$measure"}'
    );
    renderEditor(stored, { variables: { traffic: 'all', measure: 'cost' } });
    expect(screen.getByLabelText('$traffic')).toBeChecked();
    expect(screen.getByDisplayValue('$measure')).toBeInTheDocument();
    expect(runButton()).toHaveAttribute('aria-disabled', 'false');
  });
});
