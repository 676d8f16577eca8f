import { Body, Controller, HttpCode, Post, Req, UnauthorizedException } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { type DeskRequest, Public, tokenOf } from './login.guard.js';
import { LoginsService } from './logins.service.js';

class LoginRequest {
  @IsString()
  @MaxLength(128)
  readonly tenant: string;

  @IsString()
  @MaxLength(128)
  readonly name: string;

  @IsString()
  @MaxLength(128)
  readonly password: string;
}

@Controller()
export class LoginController {
  constructor(private readonly logins: LoginsService) {}

  @Post('login')
  @Public()
  @HttpCode(200)
  async logIn(@Body() { tenant, name, password }: LoginRequest): Promise<{ token: string }> {
    const token = await this.logins.logIn(tenant, name, password);
    if (!token) throw new UnauthorizedException('there is no such user, or the password is another');
    return { token };
  }

  @Post('logout')
  @HttpCode(204)
  logOut(@Req() request: DeskRequest): Promise<void> {
    return this.logins.logOut(tokenOf(request));
  }
}
