import { DataSource, type DataSourceOptions } from 'typeorm';
import { Result } from '../../src/analysis/entities/result.entity.js';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { findRows, insertRows, UnitOfWork } from '../../src/database/index.js';
import { emptiedDatabase } from '../support/database.js';

const AT = new Date('2026-11-23T12:00:00.123Z');
/** What a document in a document could lose: quotes, escapes, halves of characters that are escaped, numbers beyond doubles. */
const TEXTS = ['"quoted" \\ back\\u0000slash', 'line\nbreak\ttab \u0007 🦊 é 日本語', '', 'NULL', '{"a":1}'];

describe('rows that are inserted at once', () => {
  const database = emptiedDatabase();
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;

  beforeEach(async () => {
    dataSource = await new DataSource(serviceDataSourceOptions(database.current.url) as DataSourceOptions).initialize();
    unitOfWork = new UnitOfWork(dataSource);
  });
  afterEach(() => dataSource.destroy());

  it.each([1, TEXTS.length, 501])('are read as they were given, also %d of them', async (amount) => {
    const rows = Array.from({ length: amount }, (_, index) => resultOf(index));
    await unitOfWork.run(() => unitOfWork.write((db) => insertRows(db, Result, rows)));
    expect(await unitOfWork.read((db) => findRows(db, Result, () => 'ORDER BY id'))).toEqual(rows);
  });

  it('leave alone those that are there already where they are told to', async () => {
    const [one, other, third] = [0, 1, 2].map(resultOf) as [Result, Result, Result];
    await unitOfWork.run(() => unitOfWork.write((db) => insertRows(db, Result, [one])));
    const again = [{ ...one, result: 'another' }, other, third];
    await unitOfWork.run(() => unitOfWork.write((db) => insertRows(db, Result, again, ' ON CONFLICT (id) DO NOTHING')));
    expect(await unitOfWork.read((db) => findRows(db, Result, () => 'ORDER BY id'))).toEqual([one, other, third]);
  });
});

function resultOf(index: number): Result {
  const text = TEXTS[index % TEXTS.length] ?? '';
  return {
    id: `019ab0c4-7e5a-7000-8000-${String(index).padStart(12, '0')}`,
    tenantId: 'acme',
    userId: 'alice',
    keyId: null,
    inputText: text,
    inputDigest: 'd'.repeat(64),
    system: null,
    model: 'claude-sonnet-5-5',
    answeredModel: 'claude-sonnet-5-5',
    maxTokens: 4096,
    effort: 'low',
    schema: { z: text, a: null },
    content: [{ type: 'text', text: '\u0000\ud800' + text }],
    result: text,
    parsed: null,
    stopReason: 'end_turn',
    inputTokens: 3,
    outputTokens: 2,
    cacheCreationInputTokens: 0,
    cacheCreation1hInputTokens: 0,
    cacheReadInputTokens: 0,
    tokensUsed: 5,
    usageBasis: 'reported',
    costPicoUsd: 4_503_599_627_370_497n,
    claudeRequestId: null,
    metadata: { zebra: text, ant: '2' },
    cacheKey: null,
    sourceId: null,
    answeredAt: AT,
    createdAt: AT,
  };
}
