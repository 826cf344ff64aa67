/** For texts that are filled with names and numbers: React escapes what it shows, a second time would show. */
export const verbatim = { interpolation: { escapeValue: false } };
