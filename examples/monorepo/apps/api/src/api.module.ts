import { AiErrorFilter, AiModule } from '@helpdesk/ai';
import { DeskModule } from '@helpdesk/desk';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { LoginModule } from './login/login.module.js';
import { whoIs } from './login/who-is.js';
import { TicketsController } from './tickets/tickets.controller.js';

@Module({
  imports: [DeskModule, LoginModule, AiModule.withRoutes(whoIs)],
  controllers: [TicketsController],
  providers: [{ provide: APP_FILTER, useClass: AiErrorFilter }],
})
export class ApiModule {}
