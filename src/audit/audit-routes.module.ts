import { Module } from '@nestjs/common';
import { routedModule } from '../http/index.js';
import { AuditController } from './http/audit.controller.js';
import { VerificationController } from './http/verification.controller.js';

/**
 * The HTTP routes of the audit trail. Its `imports` must include `AuditModule` and the identity module. The routes are a
 * module of their own because the identity module needs the audit trail, and the routes need the identity module.
 */
@Module({})
export class AuditRoutesModule extends routedModule(VerificationController, AuditController) {}
