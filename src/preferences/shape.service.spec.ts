import type { ClaudeService } from '../claude/index.js';
import type { Preferences } from './preferences.source.js';
import { NoPreferences } from './preferences.source.js';
import { ShapeService } from './shape.service.js';

const ALICE = { tenantId: 'default', userId: 'alice' };
const DEFAULTS = { model: 'claude-default', maxTokens: 4_096 };
const PREFERRED: Preferences = { model: 'claude-preferred', maxTokens: 2_000, effort: 'low', system: 'Be kind.' };
const ASKED: Preferences = { model: 'claude-asked', maxTokens: 1_000, effort: 'max', system: 'Be brief.' };

function shape(preferred: Preferences, asked: Preferences) {
  const source = { find: jest.fn().mockResolvedValue(preferred) };
  const claude = { defaults: DEFAULTS } as ClaudeService;
  return { source, shaped: new ShapeService(source, claude).shape(ALICE, asked) };
}

it('takes what is asked for before what is preferred, and that before the defaults', async () => {
  expect(await shape({}, {}).shaped).toEqual({ ...DEFAULTS, effort: null, system: null });
  expect(await shape(PREFERRED, {}).shaped).toEqual(PREFERRED);
  expect(await shape({}, ASKED).shaped).toEqual(ASKED);
  expect(await shape(PREFERRED, ASKED).shaped).toMatchObject({
    model: 'claude-asked',
    maxTokens: 1_000,
    effort: 'max',
  });
});

it('decides on each field by itself', async () => {
  const { shaped } = shape({ maxTokens: 2_000 }, { effort: 'high' });
  expect(await shaped).toEqual({ model: 'claude-default', maxTokens: 2_000, effort: 'high', system: null });
});

it("puts the user's standing instructions before those of the call", async () => {
  expect((await shape(PREFERRED, ASKED).shaped).system).toBe('Be kind.\n\nBe brief.');
});

it('asks for the preferences of the user the call is for', async () => {
  const { source, shaped } = shape({}, {});
  await shaped;
  expect(source.find.mock.calls).toEqual([[ALICE]]);
  expect(await new NoPreferences().find()).toEqual({});
});
