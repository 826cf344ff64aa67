/** How much of an answer's traffic is known, and of which part of the range: `meta.custom.coverage` of every answer. */
export interface Coverage {
  /** Bytes of all records that range and filters admit, before the choice of traffic. */
  bytes: number;
  /** Both ends known: pod, node or AWS resource. */
  attributedBytes: number;
  /** An end inside the network has no known owner. */
  unattributedBytes: number;
  /** Part of attributedBytes that rests on a clipped overlap or on the 60 s lag rule. */
  ambiguousBytes: number;
  /** Part of bytes with an end of unknown zone. */
  unknownZoneBytes: number;
  /** An end lies outside the network, and none is unattributed. */
  externalBytes: number;
  records: {
    /** Records summed into bytes. */
    counted: number;
    /** REJECT records of the range (any filter). */
    rejected: number;
    /** NODATA rows: an interface without traffic in a window. */
    noData: number;
    /** SKIPDATA rows: windows whose records AWS lost. */
    skipData: number;
  };
  /** Epoch milliseconds from which records may still arrive, or null. */
  incompleteSince: number | null;
}

/** Coverage of an answer without any traffic. */
export const noCoverage: Coverage = {
  bytes: 0,
  attributedBytes: 0,
  unattributedBytes: 0,
  ambiguousBytes: 0,
  unknownZoneBytes: 0,
  externalBytes: 0,
  records: { counted: 0, rejected: 0, noData: 0, skipData: 0 },
  incompleteSince: null,
};
