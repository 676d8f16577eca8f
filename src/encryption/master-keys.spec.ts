import { randomBytes } from 'node:crypto';
import { MasterKeys } from './master-keys.js';

const secret = (bytes = 32) => randomBytes(bytes).toString('base64');
const place = { id: 'k1', tenantId: 't1', userId: 'u1' };

describe('master keys', () => {
  it('are read from a setting or from the lines of a file, in their order', () => {
    const [a, b] = [`a:${secret()}`, `2026-11_b.c:${secret()}`];
    for (const text of [`${a},${b}`, ` ${a} , ${b} ,`, `# comment\n${a}\n\n${b}\n`, `${a}\r\n${b}\r\n`]) {
      const keys = MasterKeys.parse(text);
      expect(keys.names).toEqual(['a', '2026-11_b.c']);
      expect(keys.others).toEqual(['2026-11_b.c']);
    }
    expect(MasterKeys.parse(`a:${randomBytes(32).toString('base64url')}`).names).toEqual(['a']);
  });

  it.each([
    ['', 'names no key'],
    [' , ', 'names no key'],
    [secret(), 'entry 1 must be name:key'],
    [`a:${secret()},${secret()}`, 'entry 2 must be name:key'],
    [`${randomBytes(32).toString('base64url')}:a`, 'entry 1 must be name:key'],
    [`a b:${secret()}`, 'entry 1 must be name:key'],
    [`a:${secret(31)}`, 'entry 1 (a) must be 32 bytes in base64'],
    [`a:${secret()}!`, 'entry 1 (a) must be 32 bytes in base64'],
    ['a:', 'entry 1 (a) must be 32 bytes in base64'],
    [`a:${secret()},a:${secret()}`, 'names a twice'],
  ])('are refused with an error of one line without a secret in it: %#', (text, reason) => {
    const parse = () => MasterKeys.parse(text);
    expect(parse).toThrow(reason);
    for (const part of text.split(/[:,]/).filter((one) => one.length > 20)) {
      expect(parse).not.toThrow(part);
    }
  });

  it('unwrap the data keys that they have wrapped, for the same owner and id only', () => {
    const [a, b, other] = [`a:${secret()}`, `b:${secret()}`, `a:${secret()}`];
    const data = randomBytes(32);
    const wrapped = { ...place, ...MasterKeys.parse(a).wrap(data, place) };
    expect(MasterKeys.parse(`${b},${a}`).unwrap(wrapped)).toEqual(data);
    expect(MasterKeys.parse(b).unwrap(wrapped)).toBeNull();
    expect(MasterKeys.parse(other).unwrap(wrapped)).toBeNull();
    for (const more of [{ userId: 'u2' }, { tenantId: 't2' }, { id: 'k2' }]) {
      expect(MasterKeys.parse(a).unwrap({ ...wrapped, ...more })).toBeNull();
    }
  });
});
