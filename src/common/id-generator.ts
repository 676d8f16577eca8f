import { Inject, Injectable } from '@nestjs/common';
import { V7Generator } from 'uuidv7';
import { Clock } from './clock.js';

/** UUIDv7 ids (RFC 9562) on the injected clock: within one process each is greater than the one before. */
@Injectable()
export class IdGenerator {
  private readonly generator = new V7Generator();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  next(): string {
    return this.generator.generateOrResetWithTs(this.clock.now().getTime()).toString();
  }
}

/** The lowest id that can be given at this instant or later: ids sort as time does. */
export function firstIdAt(instant: Date): string {
  const time = Math.max(instant.getTime(), 0).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
