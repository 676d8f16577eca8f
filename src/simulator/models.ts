import { SimulatedError } from './simulated-error.js';

const yes = { supported: true };
const no = { supported: false };

/** Names that stand for a dated snapshot: a reply carries the snapshot's name. */
const ALIASES: Record<string, string> = {
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
  'claude-opus-4-5': 'claude-opus-4-5-20251101',
  'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929',
};

/**
 * Newest first: id, context window, most output tokens, least tokens of a prefix to cache, release date. The figures are
 * those of Anthropic's documentation ("Context windows"; "Prompt caching", "Cache limitations"; a page for each model);
 * but Fable 5.2's, the least of Haiku 5.5 to cache and some days are third parties' or plausible.
 */
const CATALOGUE: readonly (readonly [string, number, number, number, string])[] = [
  ['claude-fable-5-2', 1_000_000, 128_000, 512, '2026-11-09'],
  ['claude-haiku-5-5', 1_000_000, 128_000, 512, '2026-10-07'],
  ['claude-sonnet-5-5', 1_000_000, 128_000, 512, '2026-09-28'],
  ['claude-opus-5-5', 1_000_000, 128_000, 512, '2026-09-22'],
  ['claude-fable-5-1', 1_000_000, 128_000, 512, '2026-09-01'],
  ['claude-opus-5', 1_000_000, 128_000, 512, '2026-07-24'],
  ['claude-sonnet-5', 1_000_000, 128_000, 1_024, '2026-06-30'],
  ['claude-fable-5', 1_000_000, 128_000, 512, '2026-06-09'],
  ['claude-opus-4-8', 1_000_000, 128_000, 1_024, '2026-05-12'],
  ['claude-opus-4-7', 1_000_000, 128_000, 2_048, '2026-04-16'],
  ['claude-sonnet-4-6', 1_000_000, 128_000, 1_024, '2026-02-17'],
  ['claude-opus-4-6', 1_000_000, 128_000, 4_096, '2026-02-05'],
  ['claude-opus-4-5-20251101', 200_000, 64_000, 4_096, '2025-11-01'],
  ['claude-haiku-4-5-20251001', 200_000, 64_000, 4_096, '2025-10-01'],
  ['claude-sonnet-4-5-20250929', 200_000, 64_000, 1_024, '2025-09-29'],
];

const LEAST_TO_CACHE = new Map(CATALOGUE.map(([id, , , least]) => [id, least]));

export type SimulatedModel = ReturnType<typeof toModel>;

const MODELS = CATALOGUE.map(([id, window, mostOutput, , day]) => toModel(id, window, mostOutput, day));

export function resolveAlias(model: string): string {
  return ALIASES[model] ?? model;
}

/** Opus 5.5 and Fable think whatever a request says. */
export function alwaysThinks(model: string): boolean {
  return model.startsWith('claude-opus-5-5') || model.startsWith('claude-fable');
}

/** Models with "preserved thinking", whose documentation lists exactly these. */
export function bindsThinking(model: string): boolean {
  return /^claude-(fable-5-[12]|(opus|sonnet|haiku)-5-5)(-\d{8})?$/.test(model);
}

/** A shorter prefix is sent as it is, without an error. */
export function leastToCache(model: string): number {
  return LEAST_TO_CACHE.get(resolveAlias(model)) ?? 1_024;
}

/** Naming it changes nothing; any other effort is another beginning of the messages ("What invalidates the cache"). */
export function defaultEffort(model: string): string {
  return /^claude-(opus|haiku)-5-5/.test(model) ? 'medium' : 'high';
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
