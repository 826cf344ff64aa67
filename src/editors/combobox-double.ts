/** Choosing from Grafana's comboboxes in tests: their lists render only what would be in view, and jsdom has no sizes. */
import { fireEvent, screen } from '@testing-library/react';

export function giveElementsSize(): void {
  jest.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  jest.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
}

// A machine with other work to do.
const patience = { timeout: 10_000 };

/** Opens the list, types if wanted, and clicks the option. */
export async function choose(combobox: HTMLElement, option: string | RegExp, typed?: string): Promise<void> {
  fireEvent.click(combobox);
  if (typed !== undefined) {
    fireEvent.change(combobox, { target: { value: typed } });
  }
  fireEvent.click(await screen.findByRole('option', { name: option }, patience));
}
