/** Tells IPv4 from IPv6 in an address of normal spelling: a pod holds at most one of each at a time. */
export function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}
