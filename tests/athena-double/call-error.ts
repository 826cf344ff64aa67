/** A call that Athena refuses, with the members that its error has on the wire. */

export class CallError extends Error {
  readonly status: number;
  readonly members: Readonly<Record<string, string>>;

  /** @param name AWS's own: `InvalidRequestException` */
  constructor(name: string, message: string, { status = 400, ...members }: { status?: number } & Members = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}

interface Members {
  AthenaErrorCode?: string;
  Reason?: string;
}

export function invalid(message: string, athenaErrorCode = 'INVALID_INPUT'): CallError {
  return new CallError('InvalidRequestException', message, { AthenaErrorCode: athenaErrorCode });
}
