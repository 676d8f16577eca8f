// Compiled by `npm run types`, and never run: it does not compile when a public type is another one than it was. What
// hosts call and give is spelled out here once more, so that it changes on purpose; docs/api has the rest.
import type {
  AnalysisContext,
  AnalysisInput,
  AnalysisListener,
  AnalysisOutcome,
  AnalysisService,
  AnswerInput,
  BudgetHolder,
  BudgetLimit,
  BudgetsService,
  BudgetStatus,
  ClaudeClient,
  ClaudeReply,
  ClaudeRequest,
  Conversation,
  ConversationChange,
  ConversationsService,
  ForkInput,
  HistoryQuery,
  HistoryService,
  Identity,
  IdentityResolver,
  HttpRequest,
  JsonObject,
  Message,
  MessageInput,
  ModelLimits,
  NewConversation,
  Owner,
  Page,
  PageRequest,
  AccessScope,
  RepriseEventType,
  RepriseModuleOptions,
  Result,
  RetentionOptions,
  RoutesShape,
  StreamEnd,
  TurnContext,
  TurnListener,
  TurnOutcome,
  TurnService,
  UsageGroup,
  UsageNumbers,
  UsageQuery,
  UsageReport,
  UsageService,
  UsageSum,
} from '../../src/index.js';
import type { AnalysisEvent, Problem, RepriseClientOptions, Schemas, TurnEvent } from '../../src/client/index.js';

/** Told apart even where each could be assigned to the other, as `any`, and what is optional or read-only. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };
type Is<T extends true> = T;
/** What a method takes and gives. */
type Method<F extends (...args: never[]) => unknown> = [...Parameters<F>, '=>', ReturnType<F>];

type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';
type Pairs = Readonly<Record<string, string>>;

export type Owners = [
  Is<Same<Flat<Owner>, { readonly tenantId: string; readonly userId: string }>>,
  Is<Same<Flat<AccessScope>, { readonly tenantId: string; readonly userId: string | null }>>,
  Is<
    Same<
      Flat<Identity>,
      {
        readonly tenantId: string;
        readonly subject: string;
        readonly role: 'admin' | 'service' | 'user';
        readonly userId: string | null;
        readonly keyId: string | null;
      }
    >
  >,
  Is<Same<Method<IdentityResolver['resolve']>, [request: HttpRequest, '=>', Promise<Identity>]>>,
];

export type Analyses = [
  Is<
    Same<
      Flat<AnalysisInput>,
      {
        readonly text: string;
        readonly schema?: JsonObject | undefined;
        readonly cache?: 'use' | 'refresh' | 'off' | undefined;
        readonly metadata?: Pairs | undefined;
        readonly preferences?: boolean | undefined;
        readonly model?: string | undefined;
        readonly maxTokens?: number | undefined;
        readonly effort?: Effort | undefined;
        readonly system?: string | undefined;
      }
    >
  >,
  Is<
    Same<
      Flat<AnalysisContext>,
      {
        readonly idempotencyKey?: string | undefined;
        readonly scope?: AccessScope | undefined;
        readonly reach?: AccessScope | undefined;
        readonly listener?: AnalysisListener | undefined;
        readonly signal?: AbortSignal | undefined;
      }
    >
  >,
  Is<
    Same<
      Flat<AnalysisOutcome>,
      {
        readonly result: Result;
        readonly cache: 'hit' | 'miss' | 'bypass';
        readonly collapsed: boolean;
        readonly isIdempotentReplay: boolean;
        readonly replayableForSeconds: number | null;
      }
    >
  >,
  Is<Same<Method<AnalysisListener['text']>, [resultId: string, piece: string, '=>', void]>>,
  Is<
    Same<
      Method<AnalysisService['analyze']>,
      [owner: Owner, input: AnalysisInput, context: AnalysisContext | undefined, '=>', Promise<AnalysisOutcome>]
    >
  >,
  Is<
    Same<
      Method<HistoryService['list']>,
      [owner: Owner, query: HistoryQuery, page: PageRequest, '=>', Promise<Page<Result>>]
    >
  >,
  Is<Same<Method<HistoryService['delete']>, [scope: AccessScope, id: string, '=>', Promise<void>]>>,
];

export type Conversations = [
  Is<
    Same<
      Flat<NewConversation>,
      {
        readonly title?: string | undefined;
        readonly system?: string | undefined;
        readonly model?: string | undefined;
        readonly context?: 'full' | 'trim' | 'summarise' | undefined;
        readonly metadata?: Pairs | undefined;
      }
    >
  >,
  Is<
    Same<
      Flat<MessageInput>,
      {
        readonly content: string;
        readonly parentId?: string | null | undefined;
        readonly wait?: boolean | undefined;
        readonly preferences?: boolean | undefined;
        readonly maxTokens?: number | undefined;
        readonly effort?: Effort | undefined;
      }
    >
  >,
  Is<
    Same<
      Flat<TurnOutcome>,
      { readonly userMessage: Message; readonly assistantMessage: Message; readonly isIdempotentReplay: boolean }
    >
  >,
  Is<
    Same<
      Flat<TurnContext>,
      {
        readonly idempotencyKey?: string | undefined;
        readonly listener?: TurnListener | undefined;
        readonly signal?: AbortSignal | undefined;
      }
    >
  >,
  Is<Same<Method<ConversationsService['create']>, [owner: Owner, input: NewConversation, '=>', Promise<Conversation>]>>,
  Is<
    Same<
      Method<ConversationsService['change']>,
      [scope: AccessScope, id: string, input: ConversationChange, '=>', Promise<Conversation>]
    >
  >,
  Is<
    Same<
      Method<ConversationsService['fork']>,
      [scope: AccessScope, id: string, input: ForkInput, '=>', Promise<Conversation>]
    >
  >,
  Is<
    Same<
      Parameters<TurnService['post']>,
      [scope: AccessScope, conversationId: string, input: MessageInput, context?: TurnContext]
    >
  >,
  Is<Same<keyof AnswerInput, 'maxTokens' | 'effort' | 'preferences' | 'wait'>>,
];

export type Money = [
  Is<Same<Parameters<UsageService['report']>, [scope: AccessScope, query?: UsageQuery]>>,
  Is<Same<ReturnType<UsageService['report']>, Promise<UsageReport>>>,
  Is<
    Same<
      Flat<UsageReport>,
      {
        readonly userId: string | null;
        readonly from: Date;
        readonly to: Date | null;
        readonly groupBy: UsageGroup | null;
        readonly total: UsageNumbers;
        readonly groups: readonly UsageSum[];
        readonly hasMore: boolean;
      }
    >
  >,
  Is<Same<UsageGroup, 'day' | 'model' | 'user' | 'kind'>>,
  Is<Same<Method<BudgetsService['set']>, [holder: BudgetHolder, limit: BudgetLimit, '=>', Promise<BudgetStatus>]>>,
];

export type Events = [
  Is<
    Same<
      RepriseEventType,
      | ('analysis.completed' | 'analysis.replayed' | 'analysis.failed' | 'result.deleted')
      | ('conversation.created' | 'conversation.changed' | 'conversation.deleted')
      | ('message.created' | 'message.completed' | 'message.failed' | 'call.settled')
      | ('budget.exceeded' | 'budget.changed' | 'budget.removed' | 'preferences.changed')
      | ('key.created' | 'key.revoked' | 'hold.set' | 'hold.released' | 'erasure.requested' | 'user.erased')
    >
  >,
];

export type Ports = [
  Is<Same<Parameters<ClaudeClient['complete']>, [request: ClaudeRequest, signal?: AbortSignal]>>,
  Is<Same<ReturnType<ClaudeClient['complete']>, Promise<ClaudeReply>>>,
  Is<Same<ReturnType<ClaudeClient['stream']>, Promise<StreamEnd>>>,
  Is<Same<ReturnType<ClaudeClient['limitsOf']>, Promise<ModelLimits>>>,
];

export type Options = [
  Is<
    Same<
      keyof RepriseModuleOptions,
      | ('claude' | 'identity' | 'cache' | 'audit' | 'encryption' | 'limits' | 'retention')
      | ('leaseMs' | 'clock' | 'logger')
    >
  >,
  Is<Same<keyof RoutesShape, 'imports' | 'http' | 'prefix'>>,
  Is<
    Same<
      Flat<RetentionOptions>,
      { readonly contentDays?: number | null; readonly ledgerDays?: number | null; readonly auditDays?: number | null }
    >
  >,
];

export type Client = [
  Is<Same<keyof RepriseClientOptions, 'baseUrl' | 'apiKey' | 'fetch'>>,
  Is<Same<AnalysisEvent['event'], 'result.started' | 'result.delta' | 'result.completed' | 'error'>>,
  Is<Same<TurnEvent['event'], 'message.started' | 'message.delta' | 'message.completed' | 'error'>>,
  Is<Same<Problem, Schemas['ProblemResponse']>>,
];
