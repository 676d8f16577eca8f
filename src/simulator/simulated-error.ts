const TYPE_OF_STATUS: Record<number, string> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** An error response in the format of the API. */
export class SimulatedError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly type = TYPE_OF_STATUS[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'),
    readonly code?: string,
  ) {
    super(message);
  }

  /** The body of an error response, and the data of an `error` event of a stream. */
  toBody(requestId: string): string {
    const details = this.code === undefined ? {} : { details: { error_code: this.code } };
    const error = { type: this.type, message: this.message, ...details };
    return JSON.stringify({ type: 'error', error, request_id: requestId });
  }
}

export function invalid(message: string): SimulatedError {
  return new SimulatedError(400, message);
}

export function toSimulatedError(error: unknown): SimulatedError {
  return error instanceof SimulatedError ? error : new SimulatedError(500, `The simulator failed: ${String(error)}`);
}
