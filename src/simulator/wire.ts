/** The parts of the Claude API that the simulator reads and writes. The specs compare them with the SDK's types. */
export type JsonObject = Record<string, unknown>;

export interface CacheControl {
  type: 'ephemeral';
  ttl?: '5m' | '1h';
}

export interface Block extends JsonObject {
  type: string;
  cache_control?: CacheControl | null;
}

export interface MessageParam {
  role: 'user' | 'assistant' | 'system';
  content: string | Block[];
}

export interface MessagesRequest {
  model: string;
  max_tokens: number;
  messages: MessageParam[];
  system?: string | Block[];
  tools?: Block[];
  cache_control?: CacheControl | null;
  stream?: boolean;
  thinking?: { type: string; budget_tokens?: number; display?: string | null };
  output_config?: { effort?: string | null; format?: { type: string; schema: JsonObject } | null };
  inference_geo?: string | null;
  speed?: 'standard' | 'fast' | null;
}

export interface InputUsage {
  input_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
}

export interface SimulatedUsage extends InputUsage {
  output_tokens: number;
  output_tokens_details: { thinking_tokens: number } | null;
  server_tool_use: null;
  service_tier: 'standard' | 'priority' | 'batch' | null;
  inference_geo: string | null;
  speed: 'standard' | 'fast' | null;
}

export interface SimulatedMessage {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: Block[];
  container: null;
  diagnostics: null;
  stop_reason: string | null;
  stop_sequence: null;
  stop_details: JsonObject | null;
  usage: SimulatedUsage;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Converts the shorthand for one text block. */
export function toBlocks(content: string | Block[] | undefined): Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
}

/** The simulator's tokenizer: four bytes of UTF-8 are one token. */
export function toTokens(bytes: number): number {
  return Math.ceil(bytes / 4);
}
