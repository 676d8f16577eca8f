import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LoginController } from './login.controller.js';
import { LoginGuard } from './login.guard.js';
import { LoginsService } from './logins.service.js';

@Module({
  controllers: [LoginController],
  providers: [LoginsService, { provide: APP_GUARD, useClass: LoginGuard }],
})
export class LoginModule {}
