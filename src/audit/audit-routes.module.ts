import { Module } from '@nestjs/common';
import { routedModule } from '../http/index.js';
import { AuditController } from './http/audit.controller.js';
import { VerificationController } from './http/verification.controller.js';

/**
 * The routes over the trail that `AuditModule` keeps. Its `imports` have to bring that, and who is asking: the identity
 * module records what it does, so that it is above the trail, and below its routes.
 */
@Module({})
export class AuditRoutesModule extends routedModule(VerificationController, AuditController) {}
