import { SimulatedError } from './simulated-error.js';

const yes = { supported: true };
const no = { supported: false };

/** Aliases of dated snapshots. A reply contains the snapshot's name. */
const ALIASES: Record<string, string> = {
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
  'claude-opus-4-5': 'claude-opus-4-5-20251101',
  'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929',
};

interface CatalogueEntry {
  readonly id: string;
  /** In tokens. */
  readonly contextWindow: number;
  /** In tokens. */
  readonly maxOutput: number;
  /** Minimum length of a cached prefix, in tokens. */
  readonly minCachedPrefix: number;
  readonly releasedOn: string;
}

/**
 * All models, newest first. The figures are those of Anthropic's documentation ("Context windows", "Prompt caching", the
 * pages of the models). Those of Fable 5.2, the minimum prefix of Haiku 5.5 and some release dates come from third parties
 * or are plausible guesses.
 */
const CATALOGUE: readonly CatalogueEntry[] = [
  entry('claude-fable-5-2', 1_000_000, 128_000, 512, '2026-11-09'),
  entry('claude-haiku-5-5', 1_000_000, 128_000, 512, '2026-10-07'),
  entry('claude-sonnet-5-5', 1_000_000, 128_000, 512, '2026-09-28'),
  entry('claude-opus-5-5', 1_000_000, 128_000, 512, '2026-09-22'),
  entry('claude-fable-5-1', 1_000_000, 128_000, 512, '2026-09-01'),
  entry('claude-opus-5', 1_000_000, 128_000, 512, '2026-07-24'),
  entry('claude-sonnet-5', 1_000_000, 128_000, 1_024, '2026-06-30'),
  entry('claude-fable-5', 1_000_000, 128_000, 512, '2026-06-09'),
  entry('claude-opus-4-8', 1_000_000, 128_000, 1_024, '2026-05-12'),
  entry('claude-opus-4-7', 1_000_000, 128_000, 2_048, '2026-04-16'),
  entry('claude-sonnet-4-6', 1_000_000, 128_000, 1_024, '2026-02-17'),
  entry('claude-opus-4-6', 1_000_000, 128_000, 4_096, '2026-02-05'),
  entry('claude-opus-4-5-20251101', 200_000, 64_000, 4_096, '2025-11-01'),
  entry('claude-haiku-4-5-20251001', 200_000, 64_000, 4_096, '2025-10-01'),
  entry('claude-sonnet-4-5-20250929', 200_000, 64_000, 1_024, '2025-09-29'),
];

const MIN_CACHED_PREFIX = new Map(CATALOGUE.map(({ id, minCachedPrefix }) => [id, minCachedPrefix]));

export type SimulatedModel = ReturnType<typeof toModel>;

const MODELS = CATALOGUE.map(toModel);

export function resolveAlias(model: string): string {
  return ALIASES[model] ?? model;
}

/** Opus 5.5 and Fable think regardless of the request. */
export function alwaysThinks(model: string): boolean {
  return model.startsWith('claude-opus-5-5') || model.startsWith('claude-fable');
}

/** Models with "preserved thinking": the complete list of the documentation. */
export function bindsThinking(model: string): boolean {
  return /^claude-(fable-5-[12]|(opus|sonnet|haiku)-5-5)(-\d{8})?$/.test(model);
}

/** Minimum length of a cached prefix, in tokens. A shorter prefix is not cached; this is not an error. */
export function minCachedPrefix(model: string): number {
  return MIN_CACHED_PREFIX.get(resolveAlias(model)) ?? 1_024;
}

/** The default effort. Any other effort invalidates the cached messages ("What invalidates the cache"). */
export function defaultEffort(model: string): string {
  return /^claude-(opus|haiku)-5-5/.test(model) ? 'medium' : 'high';
}

/** Whether a request may end with an assistant message, which Claude continues. */
export function supportsPrefill(model: string): boolean {
  return /-4-[0-5](-|$)|^claude-3/.test(model);
}

/** `undefined` for a model that is not in the catalogue: any `claude-…` is accepted. */
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

function entry(
  id: string,
  contextWindow: number,
  maxOutput: number,
  minCachedPrefix: number,
  releasedOn: string,
): CatalogueEntry {
  return { id, contextWindow, maxOutput, minCachedPrefix, releasedOn };
}

function toModel({ id, contextWindow, maxOutput, releasedOn }: CatalogueEntry) {
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
    max_input_tokens: contextWindow,
    max_tokens: maxOutput,
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
