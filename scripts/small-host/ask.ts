// Asks the host twice, as another program would: an analysis that is stored, and its replay.
import { strict as assert } from 'node:assert';
import { createRepriseClient } from 'reprise/client';

async function ask(baseUrl: string): Promise<void> {
  const reprise = createRepriseClient({ baseUrl });
  const asked = { params: { path: { user_id: 'alice' } }, body: { text: 'The quick brown fox.' } };
  const first = await reprise.POST('/analyze/{user_id}', asked);
  assert.equal(first.response.status, 201, JSON.stringify(first.error));
  const second = await reprise.POST('/analyze/{user_id}', asked);
  assert.equal(second.response.status, 200);
  assert.deepEqual(second.data, { ...first.data, cached: true });
  const { error } = await reprise.GET('/results/{id}', { params: { path: { id: 'no-id' } } });
  assert.equal(error?.code, 'validation_failed');
}

void ask(process.argv[2] ?? '');
