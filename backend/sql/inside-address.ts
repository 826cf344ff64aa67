/** Which addresses lie inside the network, so that a stranger there may have a zone: private ones and the clusters' own. */
import { text } from './literal';

/**
 * True if the address lies inside the network: private, or in one of the networks that the cluster uses outside the
 * private ranges (see networkOf), which the planner learns from history beforehand: there are seldom any.
 */
export function insideAddress(address: string, networks: readonly string[]): string {
  const beside = networks.length === 0 ? '' : ` OR ${networkOf(address)} IN (${networks.map(text).join(', ')})`;
  return `(${privateAddress(address)}${beside})`;
}

/** The networks of what history knows outside the private ranges: a statement with the one column `network`. */
export const networksStatement = `SELECT DISTINCT ${networkOf('address')} AS network FROM (
  SELECT address FROM pod_history UNION SELECT address FROM node_history WHERE address <> ''
  UNION SELECT address FROM interface_history WHERE address <> '') a WHERE NOT (${privateAddress('address')}) ORDER BY network`;

/** A subnet is a /64 in IPv6; in public IPv4 ranges a /24 is the most that can be told from one address. */
export function networkOf(address: string): string {
  const parts = (separator: string, count: number) =>
    Array.from({ length: count }, (_, index) => `split_part(${address}, '${separator}', ${index + 1})`).join(
      `, '${separator}', `
    );
  return `CASE WHEN ${address} LIKE '%:%' THEN concat(${parts(':', 4)}) ELSE concat(${parts('.', 3)}) END`;
}

/** True for RFC 1918, RFC 6598 (used by EKS custom networking), unique local and link-local addresses. */
export function privateAddress(address: string): string {
  const secondPart = `split_part(${address}, '.', 2)`;
  return [
    `${address} LIKE '10.%'`,
    `${address} LIKE '192.168.%'`,
    `${address} LIKE '172.__.%' AND ${secondPart} BETWEEN '16' AND '31'`,
    `${address} LIKE '100.__.%' AND ${secondPart} BETWEEN '64' AND '99'`,
    `${address} LIKE '100.1__.%' AND ${secondPart} BETWEEN '100' AND '127'`,
    `${address} LIKE 'fc%:%'`,
    `${address} LIKE 'fd%:%'`,
    `${address} LIKE 'fe80:%'`,
  ]
    .map((condition) => `(${condition})`)
    .join(' OR ');
}
