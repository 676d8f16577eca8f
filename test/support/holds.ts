import type { Test } from 'supertest';
import type { Service } from './service.js';

export const holdPath = (user: string) => `/users/${user}/hold`;

export function hold(service: Service, user: string, reason = 'a case'): Test {
  return service.call('PUT', holdPath(user)).send({ reason }).expect(200);
}

export function release(service: Service, user: string): Test {
  return service.call('DELETE', holdPath(user)).expect(204);
}
