import fc from 'fast-check';
import { count } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';
import { Talk } from '../support/talk.js';

const SEED = Number(process.env['REPRISE_FUZZ_SEED'] ?? 20261125);
const MODELS = ['claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5', 'claude-haiku-4-5'];

describe('the reservation for a call', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  it('is never less than the bill: for texts, schemas, thinking and cached threads', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2_000 }),
      fc
        .string({ unit: 'binary', minLength: 1, maxLength: 500 })
        .map((some) => some.toWellFormed().replaceAll('\0', '')),
    );
    const requests = fc.record({
      text: text.filter((some) => /\S/.test(some)),
      max_tokens: fc.integer({ min: 1, max: 200 }),
      model: fc.constantFrom(...MODELS),
      isStructured: fc.boolean(),
    });
    const samples = fc.sample(requests, { numRuns: 60, seed: SEED });
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    };
    for (const { isStructured, ...body } of samples)
      await service.analyze('alice', { ...body, cache: 'off', ...(isStructured && { schema }) });
    for (const model of MODELS) {
      const talk = await Talk.begin(service, { model, system: 'Be patient. '.repeat(400) });
      for (const { text: content } of samples.slice(0, 5)) await talk.post(content);
    }

    const tally = (which: string) => count(service.database, `SELECT count(*) FROM calls WHERE ${which}`);
    expect(await tally('cost_pico_usd > 0 AND reserved_pico_usd > 0')).toBeGreaterThan(70);
    expect(await tally('cache_read_input_tokens > 0')).toBeGreaterThan(5);
    expect(await tally('cache_creation_1h_input_tokens > 0')).toBeGreaterThan(5);
    expect(await tally('reserved_pico_usd IS NULL OR cost_pico_usd > reserved_pico_usd')).toBe(0);
  });
});
