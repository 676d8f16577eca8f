import { createParamDecorator } from '@nestjs/common';
import { DEFAULT_TENANT, type Owner, type Reach } from '../common/index.js';

/** Who is asking. Without authentication everybody is the one service of the one tenant. */
export interface Caller {
  readonly reach: Reach;
  /** The owner a route names by its `user_id`. */
  as(userId: string): Owner;
}

const ANYBODY: Caller = {
  reach: { tenantId: DEFAULT_TENANT, userId: null },
  as: (userId) => ({ tenantId: DEFAULT_TENANT, userId }),
};

export const CurrentCaller = createParamDecorator((): Caller => ANYBODY);
