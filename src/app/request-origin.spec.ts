import type { IncomingMessage } from 'node:http';
import { ProblemException } from '../http/index.js';
import { hostName } from './hosts.js';
import { requestAdmission } from './request-origin.js';

const open = { allowedHosts: ['reprise.example'], identity: { mode: 'none' } } as const;

/** The status with which a request is rejected; 0 if it is admitted. */
function statusOf(headers: Record<string, string | string[]>, url = '/history/alice', forwarded?: string): number {
  const distinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()]));
  const first = Object.fromEntries(Object.entries(distinct).map(([name, [value]]) => [name, value]));
  const request = { headers: first, headersDistinct: distinct, method: 'GET', url } as unknown as IncomingMessage;
  try {
    requestAdmission(open)(request, forwarded ?? first['host']);
    return 0;
  } catch (error) {
    if (error instanceof ProblemException) return error.problem.status;
    throw error;
  }
}

describe('the host of a request', () => {
  it.each([
    ['localhost', 'localhost'],
    ['LocalHost:3000', 'localhost'],
    ['localhost.', 'localhost'],
    ['localhost:', 'localhost'],
    ['127.0.0.1:65535', '127.0.0.1'],
    ['[::1]:3000', '[::1]'],
    ['[0:0:0:0:0:0:0:1]', '[::1]'],
    ['[::FFFF:127.0.0.1]', '[::ffff:7f00:1]'],
    ['', ''],
    ['localhost:65536', null],
    ['localhost:3000:80', null],
    ['localhost:80 ', null],
    ['me@localhost', null],
    ['localhost/x', null],
    ['localhost#', null],
    ['::1', null],
    ['[::1', null],
    ['[::1]x', null],
    ['[1::2::3]', null],
    ['[fe80::1%lo]', null],
    ['http://localhost', null],
    ['localhöst', null],
  ])('of %j is %j', (header, name) => {
    expect(hostName(header)).toBe(name);
  });

  it.each([
    ['localhost', 0],
    ['LOCALHOST.:3000', 0],
    ['127.8.9.1', 0],
    ['[::1]', 0],
    ['[::ffff:127.0.0.1]:3000', 0],
    ['Reprise.Example:8080', 0],
    ['rebind.evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['evil.example.reprise.example', 403],
    ['localhost..', 403],
    ['local%68ost', 403],
    ['127.1', 403],
    ['0.0.0.0:3000', 403],
    ['10.0.0.1', 403],
    ['[::]', 403],
    ['[::2]', 403],
    ['', 403],
    ['localhost@evil.example', 400],
    ['localhost, evil.example', 400],
  ])('%j gets %d with AUTH_MODE=none', (host, status) => {
    expect(statusOf({ host })).toBe(status);
  });

  it('is rejected if it is missing, sent twice, or not the host of the request target', () => {
    expect(statusOf({})).toBe(403);
    expect(statusOf({ host: ['localhost', 'localhost'] })).toBe(400);
    expect(statusOf({ host: 'localhost' }, 'http://rebind.evil.example/history/alice')).toBe(403);
    expect(statusOf({ host: 'localhost' }, 'HTTP://localhost:3000/history/alice')).toBe(0);
    expect(statusOf({ host: 'localhost' }, '//rebind.evil.example/history/alice')).toBe(0);
  });

  it('is rejected if the Host header or the host that a trusted proxy names is unknown', () => {
    expect(statusOf({ host: 'localhost' }, '/', 'reprise.example')).toBe(0);
    expect(statusOf({ host: 'localhost' }, '/', 'rebind.evil.example')).toBe(403);
    expect(statusOf({ host: 'rebind.evil.example' }, '/', 'localhost')).toBe(403);
  });
});

describe('the origin of a request, with AUTH_MODE=none,', () => {
  it.each([
    ['http://localhost:3000', 'localhost:3000', 0],
    ['http://LOCALHOST:3000', 'localhost:3000', 0],
    ['http://localhost', 'localhost:80', 0],
    ['https://reprise.example', 'reprise.example', 0],
    ['https://reprise.example:443', 'reprise.example', 0],
    ['http://[::1]:3000', '[::1]:3000', 0],
    ['http://localhost:5173', 'localhost:3000', 403],
    ['http://127.0.0.1:3000', 'localhost:3000', 403],
    ['https://evil.example', 'localhost:3000', 403],
    ['null', 'localhost:3000', 403],
    ['', 'localhost:3000', 403],
    ['file://', 'localhost:3000', 403],
    ['chrome-extension://abcdef', 'localhost:3000', 403],
    ['http://localhost:3000, https://evil.example', 'localhost:3000', 403],
  ])('%j at %s gets %d', (origin, host, status) => {
    expect(statusOf({ host, origin })).toBe(status);
  });

  it('is compared with the host that a trusted proxy names', () => {
    const origin = 'https://reprise.example';
    expect(statusOf({ host: 'localhost:3000', origin })).toBe(403);
    expect(statusOf({ host: 'localhost:3000', origin }, '/', 'reprise.example')).toBe(0);
  });

  const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  it.each([
    ['same-origin', {}, '/history/alice', 0],
    ['none', NAVIGATION, '/history/alice', 0],
    ['cross-site', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, '/history/alice', 403],
    ['same-site', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, '/history/alice', 403],
    ['cross-site', NAVIGATION, '/history/alice', 403],
    ['cross-site', NAVIGATION, '/docs', 0],
    ['same-site', NAVIGATION, '/docs/?x=1', 0],
    ['cross-site', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, '/docs', 403],
    ['cross-site', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, '/docs', 403],
    ['cross-site', NAVIGATION, '/docs/../history/alice', 403],
    ['same-origin, cross-site', {}, '/history/alice', 403],
  ])('that Sec-Fetch-Site calls %s (%j, %s) gets %d', (site, fetch, url, status) => {
    expect(statusOf({ host: 'localhost', 'sec-fetch-site': site, ...fetch }, url)).toBe(status);
  });
});
