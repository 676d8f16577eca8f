import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { RepriseEvents } from 'reprise';

/** Says what was spent, once it is committed; where you would count it, or ring a bell. */
@Injectable()
export class SpendLog implements OnModuleInit {
  private readonly logger = new Logger(SpendLog.name);

  constructor(private readonly events: RepriseEvents) {}

  onModuleInit(): void {
    this.events.on('analysis.completed', ({ tenantId, resultId, tokensUsed }) =>
      this.logger.log(`${tenantId} paid ${tokensUsed} tokens for ${resultId}`),
    );
    this.events.on('budget.exceeded', ({ tenantId, holderId }) =>
      this.logger.warn(`the budget of ${holderId ?? tenantId} is spent`),
    );
  }
}
