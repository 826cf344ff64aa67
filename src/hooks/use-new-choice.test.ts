import { act, renderHook } from '@testing-library/react';
import { useState } from 'react';
import { useNewChoice } from './use-new-choice';

function renderChoice() {
  const told = jest.fn();
  const { result } = renderHook(() => {
    const [current, setCurrent] = useState('table');
    const isChosen = (choice: string) => choice === current;
    return useNewChoice(isChosen, (choice) => {
      told(choice);
      setCurrent(choice);
    });
  });
  return { choose: () => result.current, told };
}

it('tells each new choice', () => {
  const { choose, told } = renderChoice();
  act(() => choose()('table'));
  expect(told).not.toHaveBeenCalled();
  act(() => choose()('graph'));
  act(() => choose()('table'));
  expect(told.mock.calls).toEqual([['graph'], ['table']]);
});

it('does not tell one again that a handler of an earlier drawing hears once more', () => {
  const { choose, told } = renderChoice();
  const earlier = choose();
  act(() => earlier('graph'));
  act(() => earlier('graph'));
  expect(told.mock.calls).toEqual([['graph']]);
});
