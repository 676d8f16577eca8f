// The floor of a replay: parse, SHA-256, a Map, and the bytes that the service would answer with (ANSWER).
import { createHash } from 'node:crypto';
import { serve } from './serve.mjs';

const { ANSWER } = process.env;
const answers = new Map([[digest(JSON.parse(ANSWER).input_text), ANSWER]]);

serve((_method, _path, { text }) => ({
  status: 200,
  body: answers.get(digest(text)),
  headers: { 'cache-status': 'reprise; hit; ttl=86400' },
}));

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}
