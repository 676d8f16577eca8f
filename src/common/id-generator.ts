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

/** The least id that was given at that instant or later: ids are ordered by time. */
export function lowestIdAt(at: Date): string {
  const time = Math.max(at.getTime(), 0).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
