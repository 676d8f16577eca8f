import { Module } from '@nestjs/common';
import { routedModule } from '../http/index.js';
import { UsageController } from './http/usage.controller.js';
import { UsageService } from './usage.service.js';

/** Reports usage. Its `imports` must include the common, the audit, the identity and the journal module. */
@Module({ providers: [UsageService], exports: [UsageService] })
export class UsageModule extends routedModule(UsageController) {}
