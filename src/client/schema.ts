// Generated from the OpenAPI document by `npm run client`; not to be edited.

export interface paths {
    "/analyze/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Analyse a text with Claude, or replay the stored answer
         * @description The same text with the same settings is answered from the store: 200, `cached: true`, nothing billed. A new answer is a 201. Callers that act for one user are answered from that user’s own answers only, unless the operator has users share. With `stream: true`, or `Accept: text/event-stream`, it is sent while Claude writes.
         */
        post: operations["analyze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what, when: the records of the tenant, newest first
         * @description A page looks at 10,000 records for those that match: one with fewer than `limit` may have a next one. That the trail was read is itself recorded.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One record, with what proves it
         * @description Its fields as they are in the trail, and the leaf, path and seal from which anybody can compute that it is unchanged.
         */
        get: operations["getAuditRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit trail as NDJSON, to be kept and verified elsewhere
         * @description Whole seals, each before the records it covers, and a manifest at the end: an export without one is a part. It goes to what is sealed by its end.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the audit trail is what it was
         * @description Follows the chain of the tenant from its first record, with the signatures of the keys that are configured and the mirror that is. At most a million records a request. `reprise audit verify` does the same, also with an export, away from here.
         */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/budget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The budget of all users together, and what is left of it
         * @description With what was billed in the running period, what is reserved for calls under way, and when it ends. 404 where there is none.
         */
        get: operations["getBudget"];
        /**
         * Limit what all users together may spend
         * @description It holds beside the budgets of single users, for calls that begin from now on. A call that could pass it is refused with 402 before it is sent.
         */
        put: operations["setBudget"];
        post?: never;
        /**
         * Let the tenant spend without a limit
         * @description Removing one that is not there is a 404.
         */
        delete: operations["removeBudget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's conversations, last written first
         * @description With `q` only those that have all these words in a message or the title.
         */
        get: operations["listConversations"];
        put?: never;
        /**
         * Begin a conversation
         * @description It holds what every message in it is asked with: `system`, `model` and how much of the thread is sent.
         */
        post: operations["createConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One conversation
         * @description What it was begun with, and when it was last written in; its messages have an address of their own.
         */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        /**
         * Delete a conversation with all its messages
         * @description Its messages and summaries go with it. What was billed stays in the usage.
         */
        delete: operations["deleteConversation"];
        options?: never;
        head?: never;
        /**
         * Rename a conversation, or change its context policy or metadata
         * @description Only the fields that are sent are changed. What it was begun with, `system` and `model`, stays.
         */
        patch: operations["changeConversation"];
        trace?: never;
    };
    "/conversations/{id}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a new conversation with a copy of one path
         * @description The path from the first message to `message_id` is copied; both conversations go on by themselves, and nothing is asked of Claude.
         */
        post: operations["forkConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The messages of one path, in order, or of the whole tree
         * @description Oldest first, since that is how a conversation is read. Without `limit` all of them come at once (at most 10,000, and about 4 MB of texts; `next_cursor` leads on).
         */
        get: operations["listMessages"];
        put?: never;
        /**
         * Say something, and have Claude answer it
         * @description Claude sees the whole path from the first message, and nothing of other branches. The message is stored before Claude is asked: where the answer fails, it stays, `interrupted`.
         */
        post: operations["postMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{id}/messages/{message_id}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a message answered once more, beside the first answer
         * @description The conversation goes on from the new answer unless a post names another one.
         */
        post: operations["regenerateMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far an erasure is, and what was erased
         * @description `counts` grows while it is `pending`; `erased` is the receipt, and `closed` what can no longer change.
         */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process runs; restart it when this fails
         * @description Asks nothing of the database, so that a process is not restarted for what a restart does not mend.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests can be answered; send none while this fails
         * @description Asks the database for an answer. Claude is not asked: stored answers can be given without it.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/history/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's results, newest first
         * @description Its own answers and the replays it was given, each with its text. With `q` only those that have all these words in the text or the answer.
         */
        get: operations["listHistory"];
        put?: never;
        post?: never;
        /**
         * Delete one result; it is never replayed again
         * @description Its text and answer are gone, also from the search. A copy that a replay left in another user’s history stays.
         */
        delete: operations["deleteResult"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant's API keys, newest first
         * @description Keys are shown by their `hint`, never whole; revoked and expired ones stay on the list.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key; it is shown once
         * @description For the whole tenant, or bound to one user. Only a digest of it is stored, so a lost key needs to be replaced.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key; the next request with it is a 401
         * @description Revoking a key again changes nothing.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in the Prometheus text format
         * @description Of this process, or of all workers together. On an address other than loopback, with authentication on, for the roles `admin` and `service`; with `OPERATIONS_PORT` on that port alone.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/results/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One result
         * @description With the text that was asked about, what was answered, and what it cost.
         */
        get: operations["getResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was billed and what was served of everybody in the tenant
         * @description A call counts from when it has ended, at the time at which it was sent; a retry is a call of the same request. A replay counts as billed 0 and with what its answer had cost; a request that is repeated under its `Idempotency-Key` is not counted again. As CSV there is a row for each group, or one for the whole; a name that a spreadsheet would take for a formula has an apostrophe in front.
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Erase everything that is held about a user
         * @description Deletes results, conversations with their messages and summaries, preferences, the budget, the API keys that are bound to the user, what idempotency keys remember, and everything by which these are found. What was billed stays as numbers that are nobody’s, and the audit trail stays, and stays whole, without naming the user. What is being answered for the user meanwhile ends with 409 `user_erased`. It is finished whatever happens, also if the process is killed. Of a user of whom nothing is held, nothing is erased: the answer is the same.
         */
        delete: operations["eraseUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}/budget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's budget, and what is left of it
         * @description With what was billed in the running period, what is reserved for calls under way, and when it ends. 404 where there is none.
         */
        get: operations["getUserBudget"];
        /**
         * Limit what a user may spend
         * @description Holds from now on. What the running period has been billed already counts, and so do calls under way.
         */
        put: operations["setUserBudget"];
        post?: never;
        /**
         * Let a user spend without a limit of its own
         * @description Removing one that is not there is a 404.
         */
        delete: operations["removeUserBudget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is held about a user
         * @description Newline-delimited JSON: a line for each `result`, `conversation`, `message`, `summary`, `preferences`, `budget`, `key`, `call`, `replay`, `usage_day`, `hold` and `audit_record`, with the fields that the routes show. The last line is the `manifest`: how many lines there are of each type, and the SHA-256 of every byte before it. An export without one is not whole: it was broken off. It is read while it is sent, at the pace of the client; what changes meanwhile may be in it or not, and a conversation that is written in meanwhile may be in it twice, the later time as it is then. Of a user of whom there is nothing there is a manifest only.
         */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether, since when and why a user is under a legal hold
         * @description 404 where the user is not held.
         */
        get: operations["getHold"];
        /**
         * Put a user under a legal hold
         * @description From the answer on nothing of the user is deleted: not by a request (409 `legal_hold`), not by an erasure that is asked for later, and not for its age. Ledger and audit trail of the whole tenant are kept as well. A hold on a user whose erasure has begun does not stop it.
         */
        put: operations["setHold"];
        post?: never;
        /**
         * Release a user from its legal hold
         * @description From then on the user can be erased, and what is too old expires.
         */
        delete: operations["releaseHold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's standing preferences
         * @description Of a user that has never set any, each is `null`.
         */
        get: operations["getPreferences"];
        /**
         * Replace a user's standing preferences
         * @description All of them at once: a field that is left out, or `null`, is unset. From now on they shape every analysis and every answer in a conversation of this user, unless the request asks otherwise or says `"preferences": false`; an answer names the ones in it as `reprise.preferences` in its `metadata`. A conversation keeps the model it began with.
         */
        put: operations["replacePreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was billed and what was served of a user
         * @description A call counts from when it has ended, at the time at which it was sent; a retry is a call of the same request. A replay counts as billed 0 and with what its answer had cost; a request that is repeated under its `Idempotency-Key` is not counted again. As CSV there is a row for each group, or one for the whole; a name that a spreadsheet would take for a formula has an apostrophe in front.
         */
        get: operations["getUserUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AnalysisResponse: {
            /**
             * @description Whether this is a replay: a stored answer, for which nothing was billed now.
             * @example false
             */
            cached: boolean;
            /**
             * @description US dollars, exact; `null` where the price of the model, or what Claude counted, is unknown.
             * @example 0.000504
             */
            cost_usd: string | null;
            /**
             * Format: date-time
             * @example 2026-11-23T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: uuid
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /** @example The quick brown fox. */
            input_text: string;
            /**
             * @example {
             *       "ticket": "A-17"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /**
             * @description The model that was asked.
             * @example claude-sonnet-5-5
             */
            model: string;
            /**
             * @description The answer as JSON, where `schema` was given and the answer satisfies it; else `null`.
             * @example null
             */
            parsed: {
                [key: string]: unknown;
            } | null;
            /**
             * @description The text of Claude's answer.
             * @example A fox that is both quick and brown.
             */
            result: string;
            /**
             * @description Why Claude stopped: `end_turn`, `max_tokens`, `stop_sequence`, `refusal`, …
             * @example end_turn
             */
            stop_reason: string;
            /**
             * @description Every token billed for the answer; `null` where Claude sent no counts that can be true.
             * @example 60
             */
            tokens_used: number | null;
            usage: components["schemas"]["TokenUsageResponse"];
            /**
             * @description There where `tokens_used`, `usage` and `cost_usd` are upper bounds: the answer broke off before Claude counted it.
             * @enum {boolean}
             */
            usage_is_estimate?: true;
            /** @example alice */
            user_id: string;
        };
        AnswerRequest: {
            /**
             * @description How hard Claude works on the answer.
             * @enum {string}
             */
            effort?: "low" | "medium" | "high" | "xhigh" | "max";
            /**
             * @description Upper bound of the answer, in tokens. Default: the user's preference, else `CLAUDE_MAX_TOKENS`.
             * @example 1024
             */
            max_tokens?: number;
            /**
             * @description What becomes of a stream whose client leaves. `finish`: the answer is completed and stored; `abort`: Claude is cut short, and what there is of the answer is stored as partial and never replayed.
             * @default finish
             * @enum {string}
             */
            on_disconnect?: "finish" | "abort";
            /**
             * @description `false`: the user's standing preferences do not shape this call.
             * @default true
             */
            preferences?: boolean;
            /**
             * @description Answer as server-sent events while Claude writes; so does an `Accept` that prefers `text/event-stream` to JSON.
             * @default false
             */
            stream?: boolean;
            /**
             * @description Wait while another message of the conversation is being answered, instead of failing with a 409.
             * @default false
             */
            wait?: boolean;
        };
        AuditProofResponse: {
            /**
             * @description SHA-256 of the record in its place.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            leaf: string;
            /** @description The seal that covers it. */
            seal: components["schemas"]["SealResponse"];
        };
        AuditRecordResponse: {
            /**
             * @description What was done.
             * @example result.created
             */
            action: string;
            /**
             * @description The address it was asked from.
             * @example 203.0.113.7
             */
            address: string | null;
            /**
             * Format: date-time
             * @example 2026-11-25T12:00:00.000Z
             */
            at: string;
            /**
             * @description The journal's calls to Claude that were made for it.
             * @example [
             *       "019ab0c4-7e5a-7000-8000-3f1d2c4b5a69"
             *     ]
             */
            call_ids: string[];
            /**
             * @description Counts, ids and settings; never content.
             * @example {
             *       "model": "claude-sonnet-5-5"
             *     }
             */
            detail: {
                [key: string]: unknown;
            };
            /**
             * @description The erasure that took the person out of it.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            erasure_id: string | null;
            /**
             * Format: uuid
             * @description As `Reprise-Audit-Id` names it.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * @description The API key it was done with.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            key_id: string | null;
            /**
             * @description `done`, or the `code` of the problem it was answered with.
             * @example done
             */
            outcome: string;
            /**
             * @description HMAC-SHA256 of everything that names a person: what the seal covers in its place.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            person_digest: string;
            /**
             * @description The same of the text that was received.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            received_digest: string | null;
            /**
             * @description The `X-Request-Id` of the request.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            request_id: string | null;
            /**
             * @description The role it was done in; `null` for what Reprise does by itself.
             * @example service
             */
            role: string | null;
            /**
             * @description HMAC-SHA256 of the text that was sent, under the salt of the record.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            sent_digest: string | null;
            /**
             * @description Its place in the tenant's chain, from 1; `null` until it is sealed, within five seconds.
             * @example 17
             */
            seq: number | null;
            /**
             * @description Who did it: a user id, the id of a key, the subject of a token.
             * @example alice
             */
            subject: string | null;
            /**
             * @description The result, conversation, message, key or erasure it was about.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            subject_id: string | null;
            /**
             * @description The tenant.
             * @example default
             */
            tenant_id: string;
            /**
             * @description Whose things it was about; `null` for the tenant's, and once the user is erased.
             * @example alice
             */
            user_id: string | null;
        };
        BudgetResponse: {
            /**
             * @description What Claude has billed for the calls of the running period.
             * @example 3.120450
             */
            billed_usd: string;
            /**
             * @description How much may be spent in a period.
             * @example 25.000000
             */
            limit_usd: string;
            /**
             * @example month
             * @enum {string}
             */
            period: "day" | "month";
            /**
             * @description What is left for new calls; never below zero.
             * @example 21.838550
             */
            remaining_usd: string;
            /**
             * @description The most that calls under way can still cost, and those of unknown cost can have cost.
             * @example 0.041000
             */
            reserved_usd: string;
            /**
             * Format: date-time
             * @description When the next period begins.
             * @example 2026-12-01T00:00:00.000Z
             */
            resets_at: string;
            /**
             * Format: date-time
             * @description When the budget was last set.
             * @example 2026-11-25T12:00:00.000Z
             */
            updated_at: string;
            /**
             * @description Whose budget it is; `null` for the tenant's own.
             * @example alice
             */
            user_id: string | null;
        };
        ChangeConversationRequest: {
            /**
             * @description What is done when the conversation no longer fits the model's context window. `full`: a message is refused (422) before anything is spent; `trim`: the oldest turns are not sent any more; `summarise`: Claude writes a summary that is sent in their place, and is paid for. All messages stay readable.
             * @default full
             * @enum {string}
             */
            context?: "full" | "trim" | "summarise";
            /**
             * @description The caller's own notes; Claude does not see them. Names that begin with `reprise.` are refused.
             * @example {
             *       "ticket": "A-17"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description A new title.
             * @example A week in Lisbon
             */
            title?: string;
        };
        ConversationResponse: {
            /**
             * @description What is done when it no longer fits the model's context window.
             * @example full
             * @enum {string}
             */
            context: "full" | "trim" | "summarise";
            /**
             * Format: date-time
             * @example 2026-11-24T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The last message of the branch last written.
             * @example 019ab0c4-8d11-7000-8000-5b2f4c6d7e8f
             */
            current_leaf_id: string | null;
            /**
             * Format: uuid
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * @example {
             *       "ticket": "A-17"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /** @example claude-sonnet-5-5 */
            model: string;
            /** @example You are a patient travel agent. */
            system: string | null;
            /**
             * @description `null` until it is given, or taken from the first message.
             * @example A week in Lisbon
             */
            title: string | null;
            /**
             * Format: date-time
             * @description When a message was last written.
             * @example 2026-11-24T12:00:05.000Z
             */
            updated_at: string;
            /** @example alice */
            user_id: string;
        };
        CreateAnalysisRequest: {
            /**
             * @description `use`: replay a stored answer if there is one; `refresh`: ask again and replay that from now on; `off`: neither.
             * @default use
             * @enum {string}
             */
            cache?: "use" | "refresh" | "off";
            /**
             * @description How hard Claude works on the answer.
             * @enum {string}
             */
            effort?: "low" | "medium" | "high" | "xhigh" | "max";
            /**
             * @description Upper bound of the answer, in tokens. Default: the user's preference, else `CLAUDE_MAX_TOKENS`.
             * @example 1024
             */
            max_tokens?: number;
            /**
             * @description The caller's own notes; Claude does not see them. Names that begin with `reprise.` are refused.
             * @example {
             *       "ticket": "A-17"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description A Claude model. Default: the user's preference, else `CLAUDE_MODEL`.
             * @example claude-sonnet-5-5
             */
            model?: string;
            /**
             * @description What becomes of a stream whose client leaves. `finish`: the answer is completed and stored; `abort`: Claude is cut short, and what there is of the answer is stored as partial and never replayed.
             * @default finish
             * @enum {string}
             */
            on_disconnect?: "finish" | "abort";
            /**
             * @description `false`: the user's standing preferences do not shape this call.
             * @default true
             */
            preferences?: boolean;
            /**
             * @description A JSON Schema whose root is an object: at most 64 KiB, 32 levels deep, with 5,000 objects and lists. The answer is JSON that satisfies it, in `parsed`, which stays `null` where the check takes more than about a second.
             * @example {
             *       "type": "object",
             *       "properties": {
             *         "topic": {
             *           "type": "string"
             *         }
             *       },
             *       "required": [
             *         "topic"
             *       ],
             *       "additionalProperties": false
             *     }
             */
            schema?: {
                [key: string]: unknown;
            };
            /**
             * @description Answer as server-sent events while Claude writes; so does an `Accept` that prefers `text/event-stream` to JSON.
             * @default false
             */
            stream?: boolean;
            /**
             * @description Instructions to Claude; not only spaces.
             * @example Answer in one sentence.
             */
            system?: string;
            /**
             * @description What to analyse; not only spaces.
             * @example The quick brown fox.
             */
            text: string;
        };
        CreateConversationRequest: {
            /**
             * @description What is done when the conversation no longer fits the model's context window. `full`: a message is refused (422) before anything is spent; `trim`: the oldest turns are not sent any more; `summarise`: Claude writes a summary that is sent in their place, and is paid for. All messages stay readable.
             * @default full
             * @enum {string}
             */
            context?: "full" | "trim" | "summarise";
            /**
             * @description The caller's own notes; Claude does not see them. Names that begin with `reprise.` are refused.
             * @example {
             *       "ticket": "A-17"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description The Claude model of every answer. Default: the user's preference, else `CLAUDE_MODEL`.
             * @example claude-sonnet-5-5
             */
            model?: string;
            /**
             * @description Instructions to Claude for every answer; not only spaces.
             * @example You are a patient travel agent.
             */
            system?: string;
            /**
             * @description Default: the beginning of the first message.
             * @example A week in Lisbon
             */
            title?: string;
            /**
             * @description Your own name for an end user.
             * @example alice
             */
            user_id: string;
        };
        CreatedKeyResponse: {
            /**
             * Format: date-time
             * @example 2026-11-25T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description The first instant at which it no longer counts.
             * @example 2027-11-25T00:00:00.000Z
             */
            expires_at: string | null;
            /**
             * @description The beginning of the key, to know it again by.
             * @example rk_8sJv2P
             */
            hint: string;
            /**
             * Format: uuid
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * @description The key. It is shown this once and cannot be found out afterwards.
             * @example rk_8sJv2PzM0nQxYw5tR7bK1cD3fG6hJ9lN4pS2vX8zA0EiUoTyBr1QWe
             */
            key: string;
            /**
             * @example service
             * @enum {string}
             */
            role: "admin" | "service" | "user";
            /** @example default */
            tenant: string;
            /**
             * Format: date-time
             * @description When it was made, if that was with `AUTH_MODE=none`: with authentication on it does not count until the operator runs `reprise keys confirm` with its `id`. Else `null`.
             * @example null
             */
            unconfirmed_since: string | null;
            /**
             * @description The user it is bound to.
             * @example null
             */
            user: string | null;
        };
        CreateKeyRequest: {
            /**
             * @description The first instant at which it no longer counts. Default: it counts until it is revoked.
             * @example 2027-11-25T00:00:00Z
             */
            expires_at?: string;
            /**
             * @description `admin`: everything in the tenant, its keys and budgets among it; `service`: every user of the tenant; `user`: one of them.
             * @example service
             * @enum {string}
             */
            role: "admin" | "service" | "user";
            /**
             * @description The user that the key is bound to; with the role `user`, and only with it.
             * @example alice
             */
            user_id?: string;
        };
        ErasureResponse: {
            /**
             * Format: uuid
             * @description The record of its request in the audit trail, at `/audit/{id}`; `null` where no trail is kept.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a6a
             */
            audit_id: string | null;
            /**
             * Format: date-time
             * @description When nothing could come too late any more, a minute or so after; `null` until then.
             * @example 2026-11-26T09:31:05.000Z
             */
            closed_at: string | null;
            /**
             * @description How many rows, by kind. `results`, `messages`, `conversations`, `preferences`, `budgets`, `api_keys` and `idempotency_keys` were deleted. `calls`, `replays` and `usage_days` stay as numbers that are nobody’s; in `audit_records` nobody is named any more.
             * @example {
             *       "results": 12,
             *       "messages": 8,
             *       "conversations": 2,
             *       "preferences": 1,
             *       "calls": 20,
             *       "audit_records": 61
             *     }
             */
            counts: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description When nothing was left; `null` until then.
             * @example 2026-11-26T09:30:00.240Z
             */
            erased_at: string | null;
            /**
             * Format: uuid
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-11-26T09:30:00.000Z
             */
            requested_at: string;
            /**
             * @description `pending`: under way, and gone on with until it is made; `erased`: nothing is left; `closed`: it is also certain that nothing came too late, and nothing names the user any more.
             * @example erased
             * @enum {string}
             */
            status: "pending" | "erased" | "closed";
            /**
             * @description Whom it is about; `null` once it is closed.
             * @example alice
             */
            user_id: string | null;
        };
        FieldProblem: {
            /** @example text */
            field: string;
            /** @example must be longer than or equal to 1 characters */
            message: string;
        };
        FirstBadResponse: {
            /**
             * Format: uuid
             * @description `null` where it is gone.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string | null;
            /**
             * @description How it is bad.
             * @example it is not the record that was sealed in this place
             */
            reason: string;
            /**
             * @description Its place in the chain.
             * @example 17
             */
            seq: number;
        };
        ForkConversationRequest: {
            /**
             * Format: uuid
             * @description The last message of the path that is copied.
             * @example 019ab0c4-8d11-7000-8000-5b2f4c6d7e8f
             */
            message_id: string;
            /**
             * @description The caller's own notes; Claude does not see them. Names that begin with `reprise.` are refused.
             * @example {
             *       "ticket": "A-17"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description Default: the title of the original.
             * @example A week in Lisbon
             */
            title?: string;
        };
        HealthResponse: {
            /** @enum {string} */
            status: "ok";
        };
        HoldResponse: {
            /**
             * Format: date-time
             * @description Since when.
             * @example 2026-11-26T09:30:00.000Z
             */
            held_at: string;
            /**
             * @description Who set it last: the id of an API key, or the subject of a token.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            held_by: string | null;
            /**
             * @description As it was set last.
             * @example Case 2026-114, asked for by the legal department.
             */
            reason: string;
            /** @example alice */
            user_id: string;
        };
        KeyResponse: {
            /**
             * Format: date-time
             * @example 2026-11-25T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description The first instant at which it no longer counts.
             * @example 2027-11-25T00:00:00.000Z
             */
            expires_at: string | null;
            /**
             * @description The beginning of the key, to know it again by.
             * @example rk_8sJv2P
             */
            hint: string;
            /**
             * Format: uuid
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             * @example 2026-11-25T12:34:00.000Z
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @example null
             */
            revoked_at: string | null;
            /**
             * @example service
             * @enum {string}
             */
            role: "admin" | "service" | "user";
            /** @example default */
            tenant: string;
            /**
             * Format: date-time
             * @description When it was made, if that was with `AUTH_MODE=none`: with authentication on it does not count until the operator runs `reprise keys confirm` with its `id`. Else `null`.
             * @example null
             */
            unconfirmed_since: string | null;
            /**
             * @description The user it is bound to.
             * @example null
             */
            user: string | null;
        };
        MessageResponse: {
            /**
             * @description A user's text as it was sent; Claude's content blocks, whole, as they came.
             * @example [
             *       {
             *         "type": "text",
             *         "text": "Lisbon: warm, and not yet crowded."
             *       }
             *     ]
             */
            content: string | {
                [key: string]: unknown;
            }[];
            /**
             * Format: uuid
             * @description The first message of the path that Claude was sent; `null`: all of it.
             * @example null
             */
            context_from_id: string | null;
            /**
             * Format: uuid
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            conversation_id: string;
            /**
             * @description US dollars, exact; `null` also where the price of the model, or what Claude counted, is unknown.
             * @example 0.000504
             */
            cost_usd: string | null;
            /**
             * Format: date-time
             * @example 2026-11-24T12:00:05.000Z
             */
            created_at: string;
            /**
             * Format: uuid
             * @example 019ab0c4-8d11-7000-8000-5b2f4c6d7e8f
             */
            id: string;
            /**
             * @description What is to be known of how it was made.
             * @example {}
             */
            metadata: {
                [key: string]: string;
            };
            /**
             * @description The model that was asked; `null` for a user's message, as are all fields from here on.
             * @example claude-sonnet-5-5
             */
            model: string | null;
            /**
             * Format: uuid
             * @description The message before it; `null` for a first message.
             * @example 019ab0c4-8d11-7000-8000-5b2f4c6d7e8f
             */
            parent_id: string | null;
            /**
             * @description `summary`: Claude's summary of the path up to its parent, sent in place of older turns; only in the tree.
             * @example assistant
             * @enum {string}
             */
            role: "user" | "assistant" | "summary";
            /**
             * @description `complete`: a user's message that was answered, or a whole answer; `pending`: it is being answered; `interrupted`: no answer came, or it was broken off: send the same `Idempotency-Key` again, or regenerate it.
             * @example complete
             * @enum {string}
             */
            status: "complete" | "pending" | "interrupted";
            /**
             * @description Why Claude stopped.
             * @example end_turn
             */
            stop_reason: string | null;
            /**
             * Format: uuid
             * @description The summary that was sent in place of what comes before that.
             * @example null
             */
            summary_id: string | null;
            /**
             * @description The text of `content`.
             * @example Lisbon: warm, and not yet crowded.
             */
            text: string;
            /**
             * @description Every token billed for it; `null` also where Claude sent no counts that can be true.
             * @example 60
             */
            tokens_used: number | null;
            usage: components["schemas"]["TokenUsageResponse"] | (never | null);
            /**
             * @description There where `tokens_used`, `usage` and `cost_usd` are upper bounds: the answer broke off before Claude counted it.
             * @enum {boolean}
             */
            usage_is_estimate?: true;
        };
        PostMessageRequest: {
            /**
             * @description The user's message; not only spaces.
             * @example Where should I go in May?
             */
            content: string;
            /**
             * @description How hard Claude works on the answer.
             * @enum {string}
             */
            effort?: "low" | "medium" | "high" | "xhigh" | "max";
            /**
             * @description Upper bound of the answer, in tokens. Default: the user's preference, else `CLAUDE_MAX_TOKENS`.
             * @example 1024
             */
            max_tokens?: number;
            /**
             * @description What becomes of a stream whose client leaves. `finish`: the answer is completed and stored; `abort`: Claude is cut short, and what there is of the answer is stored as partial and never replayed.
             * @default finish
             * @enum {string}
             */
            on_disconnect?: "finish" | "abort";
            /**
             * Format: uuid
             * @description The answer to go on from; an earlier one begins a branch. `null` begins anew, beside the first message. Default: the newest answer of the branch last written.
             */
            parent_id?: string | null;
            /**
             * @description `false`: the user's standing preferences do not shape this call.
             * @default true
             */
            preferences?: boolean;
            /**
             * @description Answer as server-sent events while Claude writes; so does an `Accept` that prefers `text/event-stream` to JSON.
             * @default false
             */
            stream?: boolean;
            /**
             * @description Wait while another message of the conversation is being answered, instead of failing with a 409.
             * @default false
             */
            wait?: boolean;
        };
        PreferencesRequest: {
            /**
             * @description How hard Claude works on the answer.
             * @enum {string|null}
             */
            effort?: "low" | "medium" | "high" | "xhigh" | "max" | null;
            /**
             * @description The language of answers: a tag, or what people call it. Letters of any script, digits, spaces, `-` and `()`; it begins with a letter.
             * @example Brazilian Portuguese
             */
            language?: string | null;
            /**
             * @description Upper bound of answers, in tokens, where a request names none.
             * @example 1024
             */
            max_tokens?: number | null;
            /**
             * @description The Claude model of calls that name none.
             * @example claude-sonnet-5-5
             */
            model?: string | null;
            /**
             * @description What Claude is to know of the user.
             * @example {
             *       "city": "Lisbon",
             *       "diet": "vegetarian"
             *     }
             */
            profile?: {
                [key: string]: string;
            } | null;
            /**
             * @description Standing instructions to Claude; those of a request or a conversation come after them.
             * @example Be brief and friendly.
             */
            system?: string | null;
        };
        PreferencesResponse: {
            /**
             * @example high
             * @enum {string|null}
             */
            effort: "low" | "medium" | "high" | "xhigh" | "max" | null;
            /**
             * @description The language of answers.
             * @example Brazilian Portuguese
             */
            language: string | null;
            /**
             * @description Upper bound of answers, in tokens.
             * @example 1024
             */
            max_tokens: number | null;
            /**
             * @description The model of calls that name none.
             * @example claude-sonnet-5-5
             */
            model: string | null;
            /**
             * @description What Claude is to know of the user.
             * @example {
             *       "city": "Lisbon",
             *       "diet": "vegetarian"
             *     }
             */
            profile: {
                [key: string]: string;
            };
            /**
             * @description Standing instructions to Claude.
             * @example Be brief and friendly.
             */
            system: string | null;
            /**
             * Format: date-time
             * @description `null`: never set.
             * @example 2026-11-25T12:00:00.000Z
             */
            updated_at: string | null;
            /** @example alice */
            user_id: string;
        };
        ProblemResponse: {
            /**
             * @description Stable; match on this.
             * @example validation_failed
             */
            code: string;
            /** @description What happened and what to do next. */
            detail: string;
            /** @description Each bad field, for `validation_failed`. */
            errors?: components["schemas"]["FieldProblem"][];
            /**
             * @description The path of the request.
             * @example /analyze/alice
             */
            instance: string;
            /**
             * Format: uuid
             * @description The stored message this is about, for `refused`.
             */
            message_id?: string;
            /** @description Claude's id of the request that failed. */
            request_id?: string;
            /**
             * Format: uuid
             * @description The stored result this is about, for `refused`.
             */
            result_id?: string;
            /** @example 400 */
            status: number;
            /** @example The request is not valid */
            title: string;
            /**
             * Format: uri
             * @example urn:reprise:problem:validation_failed
             */
            type: string;
        };
        ProvenAuditRecordResponse: {
            /**
             * @description What was done.
             * @example result.created
             */
            action: string;
            /**
             * @description The address it was asked from.
             * @example 203.0.113.7
             */
            address: string | null;
            /**
             * Format: date-time
             * @example 2026-11-25T12:00:00.000Z
             */
            at: string;
            /**
             * @description The journal's calls to Claude that were made for it.
             * @example [
             *       "019ab0c4-7e5a-7000-8000-3f1d2c4b5a69"
             *     ]
             */
            call_ids: string[];
            /**
             * @description Counts, ids and settings; never content.
             * @example {
             *       "model": "claude-sonnet-5-5"
             *     }
             */
            detail: {
                [key: string]: unknown;
            };
            /**
             * @description The erasure that took the person out of it.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            erasure_id: string | null;
            /**
             * Format: uuid
             * @description As `Reprise-Audit-Id` names it.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * @description The API key it was done with.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            key_id: string | null;
            /**
             * @description `done`, or the `code` of the problem it was answered with.
             * @example done
             */
            outcome: string;
            /**
             * @description HMAC-SHA256 of everything that names a person: what the seal covers in its place.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            person_digest: string;
            /** @description `null` until the record is sealed. */
            proof: components["schemas"]["AuditProofResponse"] | (never | null);
            /**
             * @description The same of the text that was received.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            received_digest: string | null;
            /**
             * @description The `X-Request-Id` of the request.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            request_id: string | null;
            /**
             * @description The role it was done in; `null` for what Reprise does by itself.
             * @example service
             */
            role: string | null;
            /**
             * @description 128 random bits, with which the digests can be checked; `null` once the user is erased.
             * @example 9f86d081884c7d65
             */
            salt: string | null;
            /**
             * @description HMAC-SHA256 of the text that was sent, under the salt of the record.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            sent_digest: string | null;
            /**
             * @description Its place in the tenant's chain, from 1; `null` until it is sealed, within five seconds.
             * @example 17
             */
            seq: number | null;
            /**
             * @description Who did it: a user id, the id of a key, the subject of a token.
             * @example alice
             */
            subject: string | null;
            /**
             * @description The result, conversation, message, key or erasure it was about.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            subject_id: string | null;
            /**
             * @description The tenant.
             * @example default
             */
            tenant_id: string;
            /**
             * @description Whose things it was about; `null` for the tenant's, and once the user is erased.
             * @example alice
             */
            user_id: string | null;
        };
        PutBudgetRequest: {
            /**
             * @description How much may be spent in a period, in US dollars: a decimal string from `"0"` to `"9000000"`.
             * @example 25.00
             */
            limit_usd: string;
            /**
             * @description The calendar in UTC by which it begins anew.
             * @example month
             * @enum {string}
             */
            period: "day" | "month";
        };
        PutHoldRequest: {
            /**
             * @description Why, in your words: a case number, who asked for it. It is shown by this route only.
             * @example Case 2026-114, asked for by the legal department.
             */
            reason: string;
        };
        SealResponse: {
            /**
             * @description The first place it covers.
             * @example 11
             */
            first_seq: number;
            /**
             * @description The chain's head after its last record: SHA-256 of the head before and the leaf, for one leaf after another.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            head: string;
            /**
             * @description The key it is signed with: the first 16 digits of SHA-256 of its SubjectPublicKeyInfo.
             * @example 0f1e2d3c4b5a6978
             */
            key_id: string | null;
            /**
             * @description The last place it covers.
             * @example 17
             */
            last_seq: number;
            /**
             * @description SHA-256 of each record it covers, in order, 64 hexadecimal digits each.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            leaves: string;
            /**
             * @description Its number in the tenant, from 1 without gaps.
             * @example 3
             */
            number: number;
            /**
             * @description SHA-256 of the seal before; zeros for the first.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            previous: string;
            /**
             * Format: date-time
             * @example 2026-11-25T12:00:01.000Z
             */
            sealed_at: string;
            /**
             * @description Ed25519, in base64.
             * @example q83vEjRWeJA=
             */
            signature: string | null;
            /** @example default */
            tenant_id: string;
        };
        TokenUsageResponse: {
            /**
             * @description Input tokens written to Claude's prompt cache.
             * @example 0
             */
            cache_creation_input_tokens: number | null;
            /**
             * @description Input tokens read from Claude's prompt cache.
             * @example 0
             */
            cache_read_input_tokens: number | null;
            /**
             * @description Input tokens outside of Claude's prompt cache.
             * @example 12
             */
            input_tokens: number | null;
            /** @example 48 */
            output_tokens: number | null;
        };
        TurnResponse: {
            assistant_message: components["schemas"]["MessageResponse"];
            user_message: components["schemas"]["MessageResponse"];
        };
        UsageGroupResponse: {
            /**
             * @description What was billed, in US dollars, exact but for `estimated_calls`; `null` where nothing is known of what was billed.
             * @example 0.006048
             */
            billed_usd: string | null;
            /**
             * @description Input tokens written to Claude's prompt cache.
             * @example 0
             */
            cache_creation_input_tokens: number;
            /**
             * @description Input tokens read from Claude's prompt cache.
             * @example 0
             */
            cache_read_input_tokens: number;
            /**
             * @description Calls to Claude that have ended, each retry among them.
             * @example 9
             */
            calls: number;
            /**
             * Format: date
             * @description With `group_by=day`, in UTC.
             * @example 2026-11-25
             */
            day?: string;
            /**
             * @description The calls whose answers broke off before Claude counted them: their tokens and cost are upper bounds.
             * @example 0
             */
            estimated_calls: number;
            /**
             * @description Input tokens outside of Claude's prompt cache.
             * @example 96
             */
            input_tokens: number;
            /**
             * @description The calls of which what Claude did is unknown: their process died.
             * @example 0
             */
            interrupted_calls: number;
            /**
             * @description With `group_by=kind`: `analysis`, `message`, or `summary` (of a long conversation).
             * @example analysis
             */
            kind?: string;
            /**
             * @description With `group_by=model`: the model that was asked.
             * @example claude-sonnet-5-5
             */
            model?: string;
            /**
             * @description Output tokens.
             * @example 384
             */
            output_tokens: number;
            /**
             * @description The requests that were answered from the store; nothing was billed for them.
             * @example 4
             */
            replays: number;
            /**
             * @description Requests: to Claude, or answered from the store. A retry is none of its own.
             * @example 12
             */
            requests: number;
            /**
             * @description What the replayed answers had cost; `null` where that is known of none of them.
             * @example 0.002016
             */
            saved_usd: string | null;
            /**
             * @description Every token that was billed.
             * @example 480
             */
            tokens_used: number;
            /**
             * @description The calls of unknown cost, which `billed_usd` lacks: without a known price, without counts that can be true, or without an answer though Claude may have billed one. Budgets keep what they can have cost at most.
             * @example 0
             */
            unpriced_calls: number;
            /**
             * @description The replays of answers whose cost is not known; `saved_usd` lacks them.
             * @example 0
             */
            unpriced_replays: number;
            /**
             * @description With `group_by=user`.
             * @example alice
             */
            user_id?: string;
        };
        UsageResponse: {
            /**
             * @description What was billed, in US dollars, exact but for `estimated_calls`; `null` where nothing is known of what was billed.
             * @example 0.006048
             */
            billed_usd: string | null;
            /**
             * @description Input tokens written to Claude's prompt cache.
             * @example 0
             */
            cache_creation_input_tokens: number;
            /**
             * @description Input tokens read from Claude's prompt cache.
             * @example 0
             */
            cache_read_input_tokens: number;
            /**
             * @description Calls to Claude that have ended, each retry among them.
             * @example 9
             */
            calls: number;
            /** @description Empty without `group_by`. Days in their order; other groups with the dearest first, at most 2,000. */
            data: components["schemas"]["UsageGroupResponse"][];
            /**
             * @description The calls whose answers broke off before Claude counted them: their tokens and cost are upper bounds.
             * @example 0
             */
            estimated_calls: number;
            /**
             * Format: date-time
             * @example 2026-11-01T00:00:00.000Z
             */
            from: string;
            /**
             * @example day
             * @enum {string|null}
             */
            group_by: "day" | "model" | "user" | "kind" | null;
            /**
             * @description Whether there are more groups; the totals have them all.
             * @example false
             */
            has_more: boolean;
            /**
             * @description Input tokens outside of Claude's prompt cache.
             * @example 96
             */
            input_tokens: number;
            /**
             * @description The calls of which what Claude did is unknown: their process died.
             * @example 0
             */
            interrupted_calls: number;
            /**
             * @description Output tokens.
             * @example 384
             */
            output_tokens: number;
            /**
             * @description The requests that were answered from the store; nothing was billed for them.
             * @example 4
             */
            replays: number;
            /**
             * @description Requests: to Claude, or answered from the store. A retry is none of its own.
             * @example 12
             */
            requests: number;
            /**
             * @description What the replayed answers had cost; `null` where that is known of none of them.
             * @example 0.002016
             */
            saved_usd: string | null;
            /**
             * Format: date-time
             * @description `null`: up to now.
             * @example null
             */
            to: string | null;
            /**
             * @description Every token that was billed.
             * @example 480
             */
            tokens_used: number;
            /**
             * @description The calls of unknown cost, which `billed_usd` lacks: without a known price, without counts that can be true, or without an answer though Claude may have billed one. Budgets keep what they can have cost at most.
             * @example 0
             */
            unpriced_calls: number;
            /**
             * @description The replays of answers whose cost is not known; `saved_usd` lacks them.
             * @example 0
             */
            unpriced_replays: number;
            /**
             * @description Whose usage it is; not there where it is the whole tenant's.
             * @example alice
             */
            user_id?: string;
        };
        VerificationResponse: {
            /**
             * @description How many records hold.
             * @example 120
             */
            checked: number;
            /**
             * @description Whether it is the whole chain; if not, go on with `after_seq` and the `last_seq` of this answer.
             * @example true
             */
            complete: boolean;
            /**
             * @description The first record that is not what it was; `null` where all of them hold.
             * @example null
             */
            first_bad: components["schemas"]["FirstBadResponse"] | (never | null);
            /**
             * @description The place up to which the chain holds.
             * @example 120
             */
            last_seq: number;
            /**
             * Format: date-time
             * @description When the last seal that holds was made; `null` where there is none.
             * @example 2026-11-25T12:00:01.000Z
             */
            sealed_through: string | null;
            /**
             * @description Whether a trusted key has signed all that holds.
             * @example true
             */
            signed: boolean;
            /**
             * @description Records that wait for their seal, which has nothing to say of them yet; counted up to 1,000.
             * @example 2
             */
            unsealed: number;
            /**
             * @description Whether everything that was looked at holds.
             * @example true
             */
            valid: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    analyze: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own name for this request, such as `7f1c9c1e-invoice-17`. Sent again with the same body it gets the first answer, with one call in all, also while the first is still being answered; remembered for 48 hours. The callers of a tenant share their keys, except that a credential for one user has keys of its own. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAnalysisRequest"];
            };
        };
        responses: {
            /** @description A replay: the stored answer of an earlier request. As a stream (`stream: true`, or an `Accept` that prefers `text/event-stream` where `stream` is not given), new or replayed: `result.started` with the id, `result.delta` with pieces of the text, `result.completed` with the whole JSON answer. What fails after the first event ends the stream with `error`, whose `problem` is the document that a plain request would get. Comments, one every 15 seconds, keep the connection alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnalysisResponse"];
                    /**
                     * @example event: result.started
                     *     data: {"id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69"}
                     *
                     *     event: result.delta
                     *     data: {"text":"A fox that is both "}
                     *
                     *     event: result.delta
                     *     data: {"text":"quick and brown."}
                     *
                     *     event: result.completed
                     *     data: {"id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69","result":"A fox that is both quick and brown.","cached":false}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description Claude was asked; the answer is stored. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnalysisResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `budget_exceeded`: the call could pass the budget, so nothing was sent; `Retry-After` says when the period ends. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, and nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, and nothing of it is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `refused`: Claude declined to answer; what it said is stored as `result_id` or `message_id`. `idempotency_key_reused`: this `Idempotency-Key` came with another request before. `context_window_exceeded`: the conversation no longer fits; nothing was sent. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_error`: Claude could not be asked, or answered with an error. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_timeout`: Claude took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description What was done. */
                action?: "result.created" | "result.replayed" | "result.read" | "results.listed" | "result.deleted" | "conversation.created" | "conversation.read" | "conversations.listed" | "conversation.changed" | "conversation.deleted" | "conversation.forked" | "conversation.summarised" | "message.created" | "message.answered" | "message.regenerated" | "message.replayed" | "messages.listed" | "preferences.read" | "preferences.changed" | "usage.read" | "budget.read" | "budget.changed" | "budget.removed" | "key.created" | "keys.listed" | "key.confirmed" | "key.revoked" | "audit.read" | "audit.listed" | "audit.exported" | "audit.verified" | "audit.expired" | "user.exported" | "user.erasure_requested" | "user.erasure_read" | "user.erased" | "user.erasure_closed" | "user.held" | "user.hold_read" | "user.released" | "content.expired" | "ledger.expired" | "request.denied";
                /** @description The `next_cursor` of the page before this one, of the same list with the same parameters. */
                cursor?: string;
                /** @description Done at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC. */
                from?: string;
                /** @description Rows on a page. One of long texts ends earlier, after about 4 MB: `has_more` says so. */
                limit?: number;
                /** @description How it ended: `done`, or the `code` of the problem it was answered with. */
                outcome?: string;
                /** @description Who acted, as `subject` names it. */
                subject?: string;
                /** @description About the result, conversation, message, key or erasure with this id. */
                subject_id?: string;
                /** @description Done before this time, or day. */
                to?: string;
                /** @description About this user. Nobody finds an erased one. */
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditRecordResponse"][];
                        has_more: boolean;
                        /** @description For `cursor` of the next request; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getAuditRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a record, as `Reprise-Audit-Id` names it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvenAuditRecordResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                /** @description Sealed at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC. */
                from?: string;
                /** @description Sealed before this time, or day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trail, a line each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {"type":"audit_export","format":"reprise-audit-export/1","tenant_id":"default","from":null,"to":null,"exported_at":"2026-11-25T12:00:02.000Z","after":null}
                     *     {"type":"seal","tenant_id":"default","number":1,"first_seq":1,"last_seq":1,"leaves":"5bdc…","head":"9f86…","previous":"0000…","sealed_at":"2026-11-25T12:00:01.000Z","key_id":null,"signature":null}
                     *     {"type":"record","id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69","tenant_id":"default","seq":1,"at":"2026-11-25T12:00:00.000Z","action":"result.created","outcome":"done"}
                     *     {"type":"manifest","counts":{"audit_export":1,"seal":1,"record":1},"sha256":"5bdc…"}
                     */
                    "application/x-ndjson": string;
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    verifyAudit: {
        parameters: {
            query?: {
                /** @description Go on after this place: the `last_seq` of an earlier answer. */
                after_seq?: number;
                /** @description About how many records to look at. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description That it holds, or the first record that does not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getBudget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The budget and its running period. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    setBudget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutBudgetRequest"];
            };
        };
        responses: {
            /** @description The budget as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    removeBudget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. The budgets of users still hold. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    listConversations: {
        parameters: {
            query: {
                /** @description The `next_cursor` of the page before this one, of the same list with the same parameters. */
                cursor?: string;
                /** @description Rows on a page. One of long texts ends earlier, after about 4 MB: `has_more` says so. */
                limit?: number;
                /** @description Whole words that the title or one message must hold, all of them, in any order and any case. */
                q?: string;
                /** @description Whose conversations. */
                user_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of conversations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConversationResponse"][];
                        has_more: boolean;
                        /** @description For `cursor` of the next request; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    createConversation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateConversationRequest"];
            };
        };
        responses: {
            /** @description It is empty; post a message. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation; its messages have a list of their own. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    deleteConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. Asking for it again is a 404. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, and nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, and nothing of it is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    changeConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeConversationRequest"];
            };
        };
        responses: {
            /** @description The conversation as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    forkConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForkConversationRequest"];
            };
        };
        responses: {
            /** @description It shares nothing with the original. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before this one, of the same list with the same parameters. */
                cursor?: string;
                /** @description The message that the path ends with. Default: the last one of the branch last written. */
                leaf_id?: string;
                /** @description Messages on a page. Without it all of them come at once. */
                limit?: number;
                /** @description `path`: one path from the root; `tree`: every message of every branch, and every summary. */
                view?: "path" | "tree";
            };
            header?: never;
            path: {
                /** @description The `id` of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages, or a page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MessageResponse"][];
                        has_more: boolean;
                        /** @description For `cursor` of the next request; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    postMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own name for this request, such as `7f1c9c1e-invoice-17`. Sent again with the same body it gets the first answer, with one call in all, also while the first is still being answered; remembered for 48 hours. The callers of a tenant share their keys, except that a credential for one user has keys of its own. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The `id` of a conversation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostMessageRequest"];
            };
        };
        responses: {
            /** @description The user's message and Claude's answer; both are stored. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TurnResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `budget_exceeded`: the call could pass the budget, so nothing was sent; `Retry-After` says when the period ends. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, and nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, and nothing of it is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `refused`: Claude declined to answer; what it said is stored as `result_id` or `message_id`. `idempotency_key_reused`: this `Idempotency-Key` came with another request before. `context_window_exceeded`: the conversation no longer fits; nothing was sent. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_error`: Claude could not be asked, or answered with an error. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_timeout`: Claude took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    regenerateMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own name for this request, such as `7f1c9c1e-invoice-17`. Sent again with the same body it gets the first answer, with one call in all, also while the first is still being answered; remembered for 48 hours. The callers of a tenant share their keys, except that a credential for one user has keys of its own. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The `id` of a conversation. */
                id: string;
                /** @description The `id` of an answer, or of a message that has none. */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AnswerRequest"];
            };
        };
        responses: {
            /** @description The user's message and Claude's answer; both are stored. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TurnResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `budget_exceeded`: the call could pass the budget, so nothing was sent; `Retry-After` says when the period ends. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, and nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, and nothing of it is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `refused`: Claude declined to answer; what it said is stored as `result_id` or `message_id`. `idempotency_key_reused`: this `Idempotency-Key` came with another request before. `context_window_exceeded`: the conversation no longer fits; nothing was sent. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_error`: Claude could not be asked, or answered with an error. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_timeout`: Claude took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of an erasure. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The erasure. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthResponse"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The database answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    listHistory: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before this one, of the same list with the same parameters. */
                cursor?: string;
                /** @description Created at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC. */
                from?: string;
                /** @description Rows on a page. One of long texts ends earlier, after about 4 MB: `has_more` says so. */
                limit?: number;
                /** @description Only answers of this model, such as `claude-sonnet-5-5`. */
                model?: string;
                /** @description Whole words that the input or the answer must hold, all of them, in any order and any case. */
                q?: string;
                /** @description Created before this time: `2026-11-24T12:00:00Z`, or a day. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of results. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AnalysisResponse"][];
                        has_more: boolean;
                        /** @description For `cursor` of the next request; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    deleteResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the **result** to delete. (In `GET` this place names a user.) */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. Asking for it again is a 404. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, and nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, and nothing of it is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before this one, of the same list with the same parameters. */
                cursor?: string;
                /** @description Rows on a page. One of long texts ends earlier, after about 4 MB: `has_more` says so. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys, those that no longer count among them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["KeyResponse"][];
                        has_more: boolean;
                        /** @description For `cursor` of the next request; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKeyRequest"];
            };
        };
        responses: {
            /** @description Keep `key`: nobody can read it again. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKeyResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of an API key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It no longer counts, on any replica. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics of this process. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of a result. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnalysisResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: {
                /** @description As JSON or as CSV; without it, the `Accept` header decides. */
                format?: "json" | "csv";
                /** @description Sent at this time or later: `2026-11-01`, or a time with its zone. Default: the first of this month. */
                from?: string;
                /** @description What to tell apart in `data`, where a day is one in UTC. */
                group_by?: "day" | "model" | "user" | "kind";
                /** @description Sent before this time: `2026-12-01`, which leaves that day out, or a time with its zone. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The usage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageResponse"];
                    /**
                     * @example day,requests,replays,calls,interrupted_calls,unpriced_calls,estimated_calls,unpriced_replays,input_tokens,output_tokens,cache_creation_input_tokens,cache_read_input_tokens,tokens_used,billed_usd,saved_usd
                     *     2026-11-25,12,4,9,0,0,0,0,96,384,0,0,480,0.006048,0.002016
                     */
                    "text/csv": string;
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erased: the receipt. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            /** @description It takes longer than 30 seconds and goes on; the receipt will be at `Location`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, and nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, and nothing of it is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getUserBudget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The budget and its running period. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    setUserBudget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutBudgetRequest"];
            };
        };
        responses: {
            /** @description The budget as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    removeUserBudget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. The tenant's budget, if there is one, still holds. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    exportUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {"type":"result","id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69","user_id":"alice","input_text":"What is a replay?","result":"An answer that was paid for once."}
                     *     {"type":"preferences","user_id":"alice","language":"de"}
                     *     {"type":"manifest","format":"reprise-user-export/1","user_id":"alice","exported_at":"2026-11-26T09:30:00.000Z","counts":{"result":1,"preferences":1},"sha256":"0f3c…"}
                     */
                    "application/x-ndjson": string;
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hold. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    setHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutHoldRequest"];
            };
        };
        responses: {
            /** @description The hold as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    releaseHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Released. What is older than the retention allows is erased from now on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getPreferences: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what you have: 304 if it is still that. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The preferences. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesResponse"];
                };
            };
            /** @description They are still what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    replacePreferences: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only if its `ETag` still is one of these, such as `"3"`; `*`: only if it was ever set. Else 412. Weak tags never match. */
                "If-Match"?: string;
                /** @description `*`: only if it was never set; tags: only if its `ETag` is none of these. Else 412. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreferencesRequest"];
            };
        };
        responses: {
            /** @description The preferences as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesResponse"];
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `precondition_failed`: it is no longer what `If-Match` names; read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is over 1 MB, or unpacks to over 100 times what was sent. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unsupported_media_type`: the body must be `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
    getUserUsage: {
        parameters: {
            query?: {
                /** @description As JSON or as CSV; without it, the `Accept` header decides. */
                format?: "json" | "csv";
                /** @description Sent at this time or later: `2026-11-01`, or a time with its zone. Default: the first of this month. */
                from?: string;
                /** @description What to tell apart in `data`, where a day is one in UTC. */
                group_by?: "day" | "model" | "user" | "kind";
                /** @description Sent before this time: `2026-12-01`, which leaves that day out, or a time with its zone. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Your own name for an end user. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The usage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageResponse"];
                    /**
                     * @example day,requests,replays,calls,interrupted_calls,unpriced_calls,estimated_calls,unpriced_replays,input_tokens,output_tokens,cache_creation_input_tokens,cache_read_input_tokens,tokens_used,billed_usd,saved_usd
                     *     2026-11-25,12,4,9,0,0,0,0,96,384,0,0,480,0.006048,0.002016
                     */
                    "text/csv": string;
                };
            };
            /** @description `validation_failed`: something in the request is wrong; `errors` names each field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: there is no credential, or none that counts. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: there is nothing here, or it belongs to somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `rate_limited`: too many requests; try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: ask another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
        };
    };
}
