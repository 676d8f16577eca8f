import type { OpenAPIObject } from '@nestjs/swagger';
import { LoginServer } from '../support/login-server.js';
import { type Service, startService } from '../support/service.js';

interface Documented {
  readonly operationId: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly schema: { pattern?: string; format?: string } }[];
}

/** Syntax that the regular expressions of Go and Rust (RE2) do not support, and those of Python only in part. */
const NOT_PORTABLE = /\\[pPkuU1-9]|\(\?(?!:)/;

describe.each(['none', 'api-key', 'jwt'])('the OpenAPI document with AUTH_MODE=%s', (mode) => {
  let service: Service;
  let document: OpenAPIObject;
  let operations: Documented[];
  beforeAll(async () => {
    const login = await LoginServer.start();
    service = await startService({ env: mode === 'jwt' ? login.env : { AUTH_MODE: mode } });
    await login.stop();
    document = service.document;
    operations = Object.values(document.paths).flatMap((path) => Object.values(path) as Documented[]);
  });
  afterAll(() => service.stop());

  it('describes every operation and every tag', () => {
    const described = new Set(document.tags?.map(({ name }) => name));
    expect(operations.length).toBeGreaterThan(30);
    for (const { operationId, description, tags } of operations) {
      expect([operationId, (description ?? '').length > 20]).toEqual([operationId, true]);
      expect([operationId, tags.filter((tag) => !described.has(tag))]).toEqual([operationId, []]);
    }
  });

  it('states for every operation which credentials it accepts, by defined schemes', () => {
    const schemes = Object.keys(document.components?.securitySchemes ?? {});
    expect(schemes.length).toBeGreaterThan(0);
    for (const { operationId, security } of operations) {
      expect([operationId, Array.isArray(security)]).toEqual([operationId, true]);
      const named = (security ?? []).flatMap((one) => Object.keys(one));
      expect([operationId, named.filter((name) => !schemes.includes(name))]).toEqual([operationId, []]);
    }
    const keys = document.paths['/keys']?.get?.security ?? [];
    expect(keys.some((one) => Object.keys(one).length === 0)).toBe(mode === 'none');
  });

  it('has only patterns that the regular expressions of other languages support', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)].map(
      ([, text = '']) => JSON.parse(text) as string,
    );
    expect(patterns.length).toBeGreaterThan(5);
    expect(patterns.filter((pattern) => NOT_PORTABLE.test(pattern))).toEqual([]);
  });

  it('accepts both a date and a time where it documents both', () => {
    const times = operations.flatMap(({ parameters = [] }) =>
      parameters.filter(({ name }) => /^(from|to)$/.test(name)),
    );
    expect(times.length).toBeGreaterThan(5);
    for (const { schema } of times) {
      const pattern = new RegExp(schema.pattern ?? '(?!)');
      for (const text of ['2026-11-23', '2026-11-23T12:00:00Z', '2026-11-23T12:00+01:00'])
        expect(text).toMatch(pattern);
      expect([schema.format, pattern.test('yesterday')]).toEqual([undefined, false]);
    }
  });

  it('has no example of a valid verification that names a bad record', () => {
    const { VerificationResponse } = document.components?.schemas as Record<
      string,
      { readonly properties: Readonly<Record<string, { readonly example?: unknown }>> }
    >;
    const { valid, first_bad: firstBad } = VerificationResponse?.properties ?? {};
    expect([valid?.example, firstBad?.example]).toEqual([true, null]);
  });
});
