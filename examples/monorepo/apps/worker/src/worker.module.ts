import { AiModule } from '@helpdesk/ai';
import { DeskModule } from '@helpdesk/desk';
import { Module } from '@nestjs/common';
import { SpendLog } from './spend-log.js';
import { SummariseJob } from './summarise.job.js';

@Module({ imports: [DeskModule, AiModule.withoutRoutes()], providers: [SummariseJob, SpendLog] })
export class WorkerModule {}
