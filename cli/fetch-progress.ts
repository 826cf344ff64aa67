/** One line on stderr that says how much was fetched from S3; nothing where stderr is no terminal. */
import { bytesText } from '../backend/query/shape/quantity';
import type { CacheUse } from '../backend/storage/cache/object-cache';

const showEveryMs = 200;
const clearLine = '\r\u001b[K';

export function fetchProgress(): { show: (use: CacheUse) => void; clear: () => void } {
  let shownAt = 0;
  return {
    show({ fetched, fetchedBytes }) {
      if (process.stderr.isTTY && Date.now() - shownAt >= showEveryMs) {
        shownAt = Date.now();
        const text = `fetched ${fetched.toLocaleString('en')} objects, ${bytesText(fetchedBytes)}`;
        process.stderr.write(`${clearLine}${text}`);
      }
    },
    clear() {
      if (shownAt > 0) {
        process.stderr.write(clearLine);
        shownAt = 0;
      }
    },
  };
}
