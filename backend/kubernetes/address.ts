/** One spelling per IP address, the one flow records are compared with. */
import ipaddr from 'ipaddr.js';

/**
 * Dotted IPv4, or IPv6 as RFC 5952 writes it (lower case, longest run of zeros cut). An IPv4-mapped IPv6 address is its
 * IPv4 address. Empty if the text is no address, or one that nobody holds (unspecified, loopback).
 */
export function normalAddress(text: string): string {
  const known = spellings.get(text);
  if (known !== undefined) {
    return known;
  }
  const address = spelled(text);
  if (spellings.size >= spellingsLimit) {
    spellings.clear();
  }
  spellings.set(text, address);
  return address;
}

const spellingsLimit = 200_000;
const spellings = new Map<string, string>();

function spelled(text: string): string {
  const trimmed = text.trim();
  // Strict on IPv4: ipaddr.js also reads octal and one-number forms, which Kubernetes never writes.
  if (!ipaddr.IPv6.isValid(trimmed) && !ipaddr.IPv4.isValidFourPartDecimal(trimmed)) {
    return '';
  }
  const address = ipaddr.process(trimmed);
  const range = address.range();
  if (range === 'unspecified' || range === 'loopback') {
    return '';
  }
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}
