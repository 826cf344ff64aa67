/** Reads the times Kubernetes writes: RFC 3339, as metav1.Time (whole seconds) and metav1.MicroTime. */

const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d))$/;
const earliestYear = 2014; // Kubernetes' first commit; Go's zero time (year 1) and epoch 0 are "no time"
const latestYear = 2099;

/** Epoch milliseconds, or null if the text is no time or one that cannot be (year 1, year 9999, 31 February). */
export function parseTime(text: string): number | null {
  const match = pattern.exec(text);
  if (!match) {
    return null;
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  if (year === undefined || month === undefined || day === undefined || year < earliestYear || year > latestYear) {
    return null;
  }
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(utc);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || date.getUTCMinutes() !== minute) {
    return null;
  }
  const fraction = match[7] === undefined ? 0 : Math.floor(Number(`0.${match[7]}`) * 1000);
  const zone = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * 60_000;
  return utc + fraction + (match[8] === '-' ? zone : -zone);
}
