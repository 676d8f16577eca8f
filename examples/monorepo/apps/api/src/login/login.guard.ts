import type { User } from '@helpdesk/desk';
import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { LoginsService } from './logins.service.js';

export interface DeskRequest extends Request {
  /** Set by the guard: on every route but the public ones. */
  user: User;
}

const PUBLIC = 'desk:public';
/** A route that nobody has to log in for. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Asks for a login on every route of the application: the desk's own, and Reprise's before Reprise sees the request. */
@Injectable()
export class LoginGuard implements CanActivate {
  constructor(
    private readonly logins: LoginsService,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<boolean | undefined>(PUBLIC, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<DeskRequest>();
    const user = await this.logins.findByToken(tokenOf(request));
    if (!user) throw new UnauthorizedException('log in first, with POST /login');
    request.user = user;
    return true;
  }
}

export function tokenOf(request: Request): string {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}
