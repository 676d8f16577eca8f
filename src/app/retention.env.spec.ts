import { EnvReader, type Environment } from './env-reader.js';
import { readRetention } from './retention.env.js';

function read(source: Environment) {
  const env = new EnvReader(source);
  return { ...readRetention(env), problems: env.problems };
}

describe('how long what is stored is kept', () => {
  it('is unlimited by default', () => {
    expect(read({})).toEqual({ contentDays: null, ledgerDays: null, auditDays: null, problems: [] });
  });

  it('is set for content, ledger and audit trail separately; content must not outlive the other two', () => {
    const days = { RETENTION_DAYS: '90', LEDGER_RETENTION_DAYS: '90', AUDIT_RETENTION_DAYS: '3650' };
    expect(read(days)).toEqual({ contentDays: 90, ledgerDays: 90, auditDays: 3650, problems: [] });
    expect(read({ AUDIT_RETENTION_DAYS: '1' })).toMatchObject({ auditDays: 1, problems: [] });
  });

  it.each([
    [{ RETENTION_DAYS: '0' }, 'RETENTION_DAYS must be a whole number from 1 to 36500, not "0"'],
    [{ RETENTION_DAYS: '1.5' }, 'RETENTION_DAYS must be a whole number from 1 to 36500, not "1.5"'],
    [{ LEDGER_RETENTION_DAYS: '61' }, 'LEDGER_RETENTION_DAYS must be a whole number from 62 to 36500, not "61"'],
    [{ AUDIT_RETENTION_DAYS: 'never' }, 'AUDIT_RETENTION_DAYS must be a whole number from 1 to 36500, not "never"'],
    [
      { RETENTION_DAYS: '100', LEDGER_RETENTION_DAYS: '99' },
      'LEDGER_RETENTION_DAYS must not be shorter than RETENTION_DAYS, which is 100',
    ],
    [
      { RETENTION_DAYS: '100', AUDIT_RETENTION_DAYS: '99' },
      'AUDIT_RETENTION_DAYS must not be shorter than RETENTION_DAYS, which is 100',
    ],
  ])('is refused as %j', (source, problem) => {
    expect(read(source).problems).toEqual([problem]);
  });
});
