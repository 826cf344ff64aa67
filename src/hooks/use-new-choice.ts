/** Lets a combobox tell a choice once. */
import { useLayoutEffect, useRef } from 'react';

/**
 * Where the pointer reaches an option and clicks at once (a touch does), React puts the pointer's move off, and with it goes
 * on applying the click that came later: Grafana's combobox then tells the same choice with each drawing that the choice
 * itself causes, without end. So what is chosen already is not chosen again.
 * @param isChosen of the value as it is now
 * @returns to be called with each choice that the combobox tells; the handlers it calls may be of an earlier drawing
 */
export function useNewChoice<T>(isChosen: (choice: T) => boolean, onChoice: (choice: T) => void): (choice: T) => void {
  const latest = useRef(isChosen);
  // Before the effects in which the combobox tells of choices.
  useLayoutEffect(() => {
    latest.current = isChosen;
  });
  return (choice) => {
    if (!latest.current(choice)) {
      onChoice(choice);
    }
  };
}
