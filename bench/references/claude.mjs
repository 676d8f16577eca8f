// A simulated Claude on bare node:http, with the bytes of src/simulator, which checks and remembers more than it takes to
// measure somebody else: it would be what is measured. Every answer comes after DELAY_MS.
import { randomBytes } from 'node:crypto';
import { serve } from './serve.mjs';

const DELAY_MS = Number(process.env.DELAY_MS);
let answered = 0;

serve((_method, _path, { model, messages }) => {
  const { content } = messages.at(-1);
  const said = typeof content === 'string' ? content : content.map(({ text }) => text).join('');
  const answer = { status: 200, body: toMessage(model, said), headers: { 'request-id': newId('req') } };
  return DELAY_MS === 0 ? answer : new Promise((resolve) => setTimeout(resolve, DELAY_MS, answer));
});

function toMessage(model, said) {
  const begins = JSON.stringify(said.slice(0, 40));
  const text = `Simulated answer ${(answered += 1)}: I read ${said.length} characters beginning ${begins}.`;
  return JSON.stringify({
    id: newId('msg'),
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text, citations: null }],
    container: null,
    diagnostics: null,
    stop_reason: 'end_turn',
    stop_sequence: null,
    stop_details: null,
    usage: toUsage(said, text),
  });
}

function toUsage(said, text) {
  const written = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 };
  return {
    input_tokens: toTokens(said),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: written,
    output_tokens: toTokens(text),
    output_tokens_details: { thinking_tokens: 0 },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: 'global',
    speed: 'standard',
  };
}

function toTokens(text) {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

function newId(kind) {
  return `${kind}_01${randomBytes(11).toString('hex')}`;
}
