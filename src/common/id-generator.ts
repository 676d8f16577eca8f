import { Inject, Injectable } from '@nestjs/common';
import { V7Generator } from 'uuidv7';
import { Clock } from './clock.js';

/**
 * Generates UUIDv7 ids (RFC 9562) with the injected clock. Within one process each id is greater than the previous one.
 */
@Injectable()
export class IdGenerator {
  private readonly generator = new V7Generator();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  next(): string {
    return this.generator.generateOrResetWithTs(this.clock.now().getTime()).toString();
  }
}

/** The lowest id that can be generated at this time. Ids are ordered by time. */
export function lowestIdAt(at: Date): string {
  const time = Math.max(at.getTime(), 0).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
