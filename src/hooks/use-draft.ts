/** Holds a choice back while it is not complete, so that a half-written filter neither runs nor is stored. */
import { useState } from 'react';

/** @returns what to show, and how to change members of it: a complete choice is handed to `save`, another is only shown. */
export function useDraft<T extends object>(
  saved: T,
  isComplete: (choice: T) => boolean,
  save: (choice: T) => void
): [T, (members: Partial<T>) => void] {
  const [draft, setDraft] = useState<T>();
  const shown = draft ?? saved;
  return [
    shown,
    (members) => {
      const choice = { ...shown, ...members };
      if (isComplete(choice)) {
        setDraft(undefined);
        save(choice);
      } else {
        setDraft(choice);
      }
    },
  ];
}
