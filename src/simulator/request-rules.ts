import { alwaysThinks, bindsThinking, findModel, resolveAlias, supportsPrefill } from './models.js';
import { invalid, SimulatedError } from './simulated-error.js';
import { isSigned, prefixesOf, readBinding, SIGNATURE_PREFIX } from './thinking.js';
import { type Block, isObject, type JsonObject, type MessageParam, type MessagesRequest, toBlocks } from './wire.js';

const COUNT_FIELDS = new Set([
  'messages',
  'model',
  'cache_control',
  'output_config',
  'speed',
  'system',
  'thinking',
  'tool_choice',
  'tools',
]);
const MESSAGE_FIELDS = new Set([
  ...COUNT_FIELDS,
  'max_tokens',
  'container',
  'diagnostics',
  'inference_geo',
  'metadata',
  'service_tier',
  'stop_sequences',
  'stream',
]);
const EFFORTS: readonly unknown[] = ['low', 'medium', 'high', 'xhigh', 'max', null, undefined];
const THINKING: readonly unknown[] = ['adaptive', 'between_tools', 'disabled', 'enabled'];

/** Rejects what the real API rejects, with similar messages. */
export function checkMessagesRequest(body: unknown): MessagesRequest {
  const request = checkShared(body, MESSAGE_FIELDS);
  const { max_tokens: maxTokens, stream } = request;
  if (maxTokens === undefined) throw invalid('max_tokens: Field required');
  if (!Number.isInteger(maxTokens)) throw invalid('max_tokens: Input should be a valid integer');
  // Stricter than the API, where 0 only fills the prompt cache. Reprise never does that.
  if (maxTokens < 1) throw invalid('max_tokens: Input should be greater than or equal to 1');
  const limit = findModel(request.model)?.max_tokens ?? Infinity;
  if (maxTokens > limit) throw invalid(`max_tokens: ${maxTokens} > ${limit}, the maximum for ${request.model}`);
  if (stream !== undefined && typeof stream !== 'boolean') throw invalid('stream: Input should be a valid boolean');
  return request;
}

export function checkCountRequest(body: unknown): MessagesRequest {
  return checkShared(body, COUNT_FIELDS);
}

function checkShared(body: unknown, fields: ReadonlySet<string>): MessagesRequest {
  if (!isObject(body)) throw invalid('The request body is not a JSON object');
  const unknown = Object.keys(body).find((field) => !fields.has(field));
  if (unknown !== undefined) throw invalid(`${unknown}: Extra inputs are not permitted`);
  if (body.model === undefined) throw invalid('model: Field required');
  if (typeof body.model !== 'string') throw invalid('model: Input should be a valid string');
  if (body.messages === undefined) throw invalid('messages: Field required');
  if (!Array.isArray(body.messages)) throw invalid('messages: Input should be a valid list');
  checkMessages(body.messages);
  if (body.system !== undefined) checkContent(body.system, 'system');
  checkOptions(body);
  if (!body.model.startsWith('claude-')) throw new SimulatedError(404, `model: ${body.model}`);
  const request = body as unknown as MessagesRequest;
  checkAgainstModel(request);
  return request;
}

/** Stricter than the API, which merges consecutive messages of one role: Reprise sending them would be a bug. */
function checkMessages(messages: unknown[]): void {
  if (messages.length === 0) throw invalid('messages: at least one message is required');
  let last = 'assistant';
  messages.forEach((message, index) => {
    const path = `messages.${index}`;
    if (!isObject(message)) throw invalid(`${path}: Input should be an object`);
    const { role, content, ...rest } = message;
    const extra = Object.keys(rest)[0];
    if (extra !== undefined) throw invalid(`${path}.${extra}: Extra inputs are not permitted`);
    checkContent(content, path);
    if (role === 'system') return;
    if (role !== 'user' && role !== 'assistant') throw invalid(`${path}.role: Input should be 'user' or 'assistant'`);
    if (role === last)
      throw invalid(index === 0 ? FIRST_ROLE : `messages: roles must alternate, but found "${role}" twice`);
    last = role;
  });
}

const FIRST_ROLE = 'messages: first message must use the "user" role';

function checkContent(content: unknown, path: string): void {
  if (content === undefined) throw invalid(`${path}.content: Field required`);
  if (typeof content === 'string') return checkText(content, path);
  if (!Array.isArray(content)) throw invalid(`${path}.content: Input should be a valid string or list`);
  if (content.length === 0) throw invalid(`${path}: content must be non-empty`);
  content.forEach((block: unknown, index) => checkBlock(block, `${path}.content.${index}`));
}

function checkBlock(block: unknown, path: string): void {
  if (!isObject(block) || typeof block.type !== 'string') throw invalid(`${path}.type: Field required`);
  if (block.type === 'text') checkText(block.text, path);
  if (block.type === 'thinking' && isForged(block as Block)) {
    throw invalid(`${path}: Invalid \`signature\` in \`thinking\` block`);
  }
  checkCacheControl(block.cache_control, path);
}

function checkText(text: unknown, path: string): void {
  if (typeof text !== 'string') throw invalid(`${path}.text: Input should be a valid string`);
  if (text.trim() === '') throw invalid(`${path}: text content blocks must contain non-whitespace text`);
}

/** Only the simulator's own signatures can be verified, not scripted ones or those of the real API. */
function isForged({ signature, thinking }: Block): boolean {
  return String(signature).startsWith(SIGNATURE_PREFIX) && !isSigned(String(thinking), String(signature));
}

function checkCacheControl(value: unknown, path: string): void {
  if (value === undefined || value === null) return;
  if (isObject(value) && value.type === 'ephemeral' && [undefined, '5m', '1h'].includes(value.ttl as string)) return;
  throw invalid(`${path}.cache_control: Input should be { type: 'ephemeral', ttl?: '5m' | '1h' }`);
}

function checkOptions({ output_config: output, thinking, cache_control: cacheControl, tools }: JsonObject): void {
  checkCacheControl(cacheControl, 'request');
  if (tools !== undefined && !Array.isArray(tools)) throw invalid('tools: Input should be a valid list');
  if (output !== undefined) {
    if (!isObject(output)) throw invalid('output_config: Input should be an object');
    if (!EFFORTS.includes(output.effort)) throw invalid('output_config.effort: Input is not a known effort');
    const { format } = output;
    if (format !== undefined && format !== null && !(isObject(format) && isSchemaFormat(format))) {
      throw invalid(`output_config.format: Input should be { type: 'json_schema', schema: {…} }`);
    }
  }
  if (thinking !== undefined && !(isObject(thinking) && THINKING.includes(thinking.type))) {
    throw invalid(`thinking.type: Input should be one of ${THINKING.join(', ')}`);
  }
}

function isSchemaFormat(format: JsonObject): boolean {
  return format.type === 'json_schema' && isObject(format.schema);
}

function checkAgainstModel(request: MessagesRequest): void {
  const { model, messages, thinking } = request;
  if (thinking?.type === 'disabled' && alwaysThinks(model)) {
    throw invalid(`thinking.type: 'disabled' is not supported by ${model}`);
  }
  if (bindsThinking(model)) checkThinking(request);
  const last: MessageParam | undefined = messages.at(-1);
  if (last?.role === 'assistant' && !supportsPrefill(model)) {
    throw invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
}

/** Rejects thinking blocks whose prefix has changed. Blocks of another model are ignored, as in the real API. */
function checkThinking(request: MessagesRequest): void {
  const model = resolveAlias(request.model);
  const prefixes = prefixesOf(request);
  request.messages.forEach(({ content }, index) => {
    toBlocks(content).forEach(({ type, signature }, position) => {
      const binding = type === 'thinking' ? readBinding(String(signature)) : undefined;
      if (binding?.model !== model || binding.prefix === prefixes[index]) return;
      const path = `messages.${index}.content.${position}`;
      throw invalid(
        `${path}: Invalid signature in thinking block. The block is bound to a different conversation: what comes before it has changed.`,
      );
    });
  });
}
