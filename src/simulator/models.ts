import { SimulatedError } from './simulated-error.js';

const yes = { supported: true };
const no = { supported: false };

/** Names that stand for a dated snapshot: a reply carries the snapshot's name. */
const ALIASES: Record<string, string> = {
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
  'claude-opus-4-5': 'claude-opus-4-5-20251101',
  'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929',
};

/** Newest first: id, context window, most output tokens, release date. The figures are plausible, not official. */
const CATALOGUE: readonly (readonly [string, number, number, string])[] = [
  ['claude-fable-5-2', 1_000_000, 128_000, '2026-10-21'],
  ['claude-haiku-5-5', 400_000, 64_000, '2026-10-07'],
  ['claude-sonnet-5-5', 1_000_000, 128_000, '2026-09-23'],
  ['claude-fable-5-1', 1_000_000, 128_000, '2026-09-02'],
  ['claude-opus-5-5', 1_000_000, 128_000, '2026-08-19'],
  ['claude-sonnet-5', 1_000_000, 128_000, '2026-06-30'],
  ['claude-opus-5', 1_000_000, 128_000, '2026-06-09'],
  ['claude-opus-4-8', 1_000_000, 128_000, '2026-05-12'],
  ['claude-sonnet-4-6', 1_000_000, 64_000, '2026-02-17'],
  ['claude-opus-4-6', 1_000_000, 128_000, '2026-02-05'],
  ['claude-opus-4-5-20251101', 200_000, 64_000, '2025-11-01'],
  ['claude-haiku-4-5-20251001', 200_000, 64_000, '2025-10-01'],
  ['claude-sonnet-4-5-20250929', 200_000, 64_000, '2025-09-29'],
];

export type SimulatedModel = ReturnType<typeof toModel>;

const MODELS = CATALOGUE.map((row) => toModel(...row));

export function resolveAlias(model: string): string {
  return ALIASES[model] ?? model;
}

/** Opus 5.5 and Fable think whatever a request says. */
export function alwaysThinks(model: string): boolean {
  return model.startsWith('claude-opus-5-5') || model.startsWith('claude-fable');
}

/** Whether a conversation may end with the beginning of the assistant's answer. */
export function takesPrefill(model: string): boolean {
  return /-4-[0-5](-|$)|^claude-3/.test(model);
}

/** `undefined` for a model that the catalogue does not list: any `claude-…` is accepted. */
export function findModel(model: string): SimulatedModel | undefined {
  const id = resolveAlias(model);
  return MODELS.find((candidate) => candidate.id === id);
}

export function getModel(model: string): SimulatedModel {
  const found = findModel(model);
  if (!found) throw new SimulatedError(404, `model: ${model}`);
  return found;
}

export function listModels(query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 20);
  const rest = MODELS.slice(MODELS.findIndex(({ id }) => id === query.get('after_id')) + 1);
  const data = rest.slice(0, limit);
  return { data, has_more: rest.length > limit, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

function toModel(id: string, maxInputTokens: number, maxTokens: number, releasedOn: string) {
  const [, line = '', ...version] = id.replace(/-\d{8}$/, '').split('-');
  const deprecated = line === 'sonnet' && version.join('.') === '4.5';
  return {
    type: 'model' as const,
    id,
    display_name: `Claude ${line.charAt(0).toUpperCase()}${line.slice(1)} ${version.join('.')}`,
    created_at: `${releasedOn}T00:00:00Z`,
    line: line as 'fable' | 'haiku' | 'opus' | 'sonnet',
    lifecycle: deprecated ? ('deprecated' as const) : ('active' as const),
    deprecated_at: deprecated ? '2026-09-30T00:00:00Z' : null,
    retires_at: deprecated ? '2026-11-30T00:00:00Z' : null,
    max_input_tokens: maxInputTokens,
    max_tokens: maxTokens,
    capabilities: toCapabilities(id),
  };
}

function toCapabilities(id: string) {
  const context = { clear_thinking_20251015: yes, clear_tool_uses_20250919: yes, compact_20260112: yes };
  const disabled = alwaysThinks(id) ? no : yes;
  return {
    batch: yes,
    citations: yes,
    code_execution: yes,
    context_management: { ...context, supported: true },
    effort: { low: yes, medium: yes, high: yes, xhigh: yes, max: yes, supported: true },
    image_input: yes,
    pdf_input: yes,
    server_tools: { code_execution: yes, web_search: yes, supported: true },
    structured_outputs: yes,
    thinking: { supported: true, types: { adaptive: yes, between_tools: no, disabled, enabled: yes } },
  };
}
