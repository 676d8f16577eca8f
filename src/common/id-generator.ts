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
