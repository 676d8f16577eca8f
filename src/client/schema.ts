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
         * List the audit records of the tenant, newest first
         * @description Each request scans at most 10,000 records, so a page with fewer rows than `limit` may have a next page. Reading the audit trail is itself recorded.
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
         * Retrieve an audit record with its proof
         * @description Returns the record, and the leaf and the seal with which you can verify that it is unchanged.
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
         * Export the audit trail as NDJSON
         * @description Contains whole seals, each followed by the records it covers, and a manifest as the last line. An export without a manifest is incomplete. Records that are sealed during the export are included.
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
         * Verify that the audit trail is unchanged
         * @description Verifies the tenant's chain from its first record, its signatures with the configured keys, and its seals with the configured mirror file. A request verifies at most a million records. `reprise audit verify` does the same on the command line, also for an export.
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
         * Retrieve an erasure
         * @description `counts` grows while the status is `pending`, and may still grow while it is `erased`. A `closed` erasure no longer changes.
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
         * Liveness probe
         * @description Succeeds while the process runs; restart the process if it fails. Does not query the database, because a restart does not fix a database failure.
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
         * Readiness probe
         * @description Succeeds while the process can serve requests; send no requests while it fails. Queries the database, but not Claude: stored answers can be served without it.
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
         * List the tenant's API keys, newest first
         * @description Contains the `hint` of each key, never the key itself. Revoked and expired keys are included.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create an API key
         * @description The key is for the whole tenant or bound to one user. It is returned only once, because only a digest of it is stored. Replace a lost key.
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
         * Revoke an API key
         * @description Requests with the key get 401 at once. Revoking a key again changes nothing.
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
         * @description Metrics of this process, or of all workers. On an address other than loopback and with authentication, the role `admin` or `service` is required. With `OPERATIONS_PORT`, they are served only on that port.
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
         * Retrieve the usage of the tenant
         * @description Calls are counted once they have ended, under the time at which they were sent. A retry is another call of the same request. A replay is billed 0, and its original cost counts as saved. A request that is repeated under its `Idempotency-Key` is not counted again. The CSV format has a row for each group, or one row for the total; a name that a spreadsheet would interpret as a formula is prefixed with an apostrophe.
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
         * Erase all data of a user
         * @description Deletes results, conversations with their messages and summaries, preferences, the budget, the API keys that are bound to the user, idempotency keys and search indexes. Billing data is kept without a user. The audit trail is kept and stays verifiable, but no longer names the user. Requests of the user that are in progress end with 409 `user_erased`. Once started, an erasure is completed even if the process is killed. For a user without data the response is the same.
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
         * Export all data of a user
         * @description Newline-delimited JSON: a line for each `result`, `conversation`, `message`, `summary`, `preferences`, `budget`, `key`, `call`, `replay`, `usage_day`, `hold` and `audit_record`, with the same fields as the other routes. The last line is the `manifest`: the number of lines of each type, and the SHA-256 of all bytes before it. An export without a manifest is incomplete. Rows are read while the export is sent. Changes made meanwhile may or may not be included, and a conversation that changes meanwhile may appear twice. The export of a user without data consists of the manifest only.
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
         * Retrieve the legal hold of a user
         * @description Returns 404 if the user is not under a legal hold.
         */
        get: operations["getHold"];
        /**
         * Put a user under a legal hold
         * @description Once this request has succeeded, no data of the user is deleted: requests to delete or erase it get 409 `legal_hold`, and retention skips it. The ledger and the audit trail of the whole tenant are kept too. An erasure that has begun before is not stopped.
         */
        put: operations["setHold"];
        post?: never;
        /**
         * Release the legal hold of a user
         * @description The user can be erased again, and expired data is deleted.
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
         * Retrieve the preferences of a user
         * @description For a user without preferences, each field is `null`.
         */
        get: operations["getPreferences"];
        /**
         * Replace the preferences of a user
         * @description Replaces all preferences: a field that is missing or `null` is unset. Preferences apply to all later analyses and messages of the user, unless a request overrides them or sets `"preferences": false`. The `metadata` of an answer lists the preferences that applied to it as `reprise.preferences`. A conversation keeps the model with which it was created.
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
         * Retrieve the usage of a user
         * @description Calls are counted once they have ended, under the time at which they were sent. A retry is another call of the same request. A replay is billed 0, and its original cost counts as saved. A request that is repeated under its `Idempotency-Key` is not counted again. The CSV format has a row for each group, or one row for the total; a name that a spreadsheet would interpret as a formula is prefixed with an apostrophe.
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
             * @description How much effort Claude spends on the answer.
             * @enum {string}
             */
            effort?: "low" | "medium" | "high" | "xhigh" | "max";
            /**
             * @description Maximum length of the answer in tokens. Default: the user's preference, else `CLAUDE_MAX_TOKENS`.
             * @example 1024
             */
            max_tokens?: number;
            /**
             * @description What happens if the client disconnects from a stream. `finish`: the answer is completed and stored; `abort`: the call is aborted, and the partial answer is stored and never replayed.
             * @default finish
             * @enum {string}
             */
            on_disconnect?: "finish" | "abort";
            /**
             * @description Whether the user's preferences apply to this call.
             * @default true
             */
            preferences?: boolean;
            /**
             * @description Whether to stream the answer as server-sent events. An `Accept` header that prefers `text/event-stream` to JSON has the same effect.
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
             * @description SHA-256 of the record, including its position.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            leaf: string;
            /** @description The seal that covers the record. */
            seal: components["schemas"]["SealResponse"];
        };
        AuditRecordResponse: {
            /**
             * @description What was done.
             * @example result.created
             */
            action: string;
            /**
             * @description The IP address of the caller.
             * @example 203.0.113.7
             */
            address: string | null;
            /**
             * Format: date-time
             * @example 2026-11-25T12:00:00.000Z
             */
            at: string;
            /**
             * @description The ids of the calls to Claude made for this action, as in the journal.
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
             * @description The id of the erasure that removed the personal data.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            erasure_id: string | null;
            /**
             * Format: uuid
             * @description The id in the `Reprise-Audit-Id` response header.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * @description The id of the API key that the caller used.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            key_id: string | null;
            /**
             * @description `done`, or the `code` of the problem that was returned.
             * @example done
             */
            outcome: string;
            /**
             * @description HMAC-SHA256 of the personal fields, keyed with the salt. The seal covers this digest instead of them.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            person_digest: string;
            /**
             * @description HMAC-SHA256 of the text that was received, keyed with the salt of the record.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            received_digest: string | null;
            /**
             * @description The `X-Request-Id` of the request.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            request_id: string | null;
            /**
             * @description The role of the caller; `null` for actions of Reprise itself.
             * @example service
             */
            role: string | null;
            /**
             * @description HMAC-SHA256 of the text that was sent, keyed with the salt of the record.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            sent_digest: string | null;
            /**
             * @description The record's position in the tenant's chain, from 1; `null` until it is sealed, within five seconds.
             * @example 17
             */
            seq: number | null;
            /**
             * @description The caller: a user id, the id of an API key, or the subject of a token.
             * @example alice
             */
            subject: string | null;
            /**
             * @description The id of the result, conversation, message, key or erasure concerned.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            subject_id: string | null;
            /**
             * @description The tenant.
             * @example default
             */
            tenant_id: string;
            /**
             * @description The user whose data was concerned; `null` for tenant-wide actions, and once the user is erased.
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
             * @description Your own key–value pairs. They are not sent to Claude. Names that begin with `reprise.` are reserved and refused.
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
             * @description How much effort Claude spends on the answer.
             * @enum {string}
             */
            effort?: "low" | "medium" | "high" | "xhigh" | "max";
            /**
             * @description Maximum length of the answer in tokens. Default: the user's preference, else `CLAUDE_MAX_TOKENS`.
             * @example 1024
             */
            max_tokens?: number;
            /**
             * @description Your own key–value pairs. They are not sent to Claude. Names that begin with `reprise.` are reserved and refused.
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
             * @description What happens if the client disconnects from a stream. `finish`: the answer is completed and stored; `abort`: the call is aborted, and the partial answer is stored and never replayed.
             * @default finish
             * @enum {string}
             */
            on_disconnect?: "finish" | "abort";
            /**
             * @description Whether the user's preferences apply to this call.
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
             * @description Whether to stream the answer as server-sent events. An `Accept` header that prefers `text/event-stream` to JSON has the same effect.
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
             * @description Your own key–value pairs. They are not sent to Claude. Names that begin with `reprise.` are reserved and refused.
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
             * @description When the key expires; `null` if it does not.
             * @example 2027-11-25T00:00:00.000Z
             */
            expires_at: string | null;
            /**
             * @description The first characters of the key, to recognize it.
             * @example rk_8sJv2P
             */
            hint: string;
            /**
             * Format: uuid
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * @description The key. It is returned only once and cannot be retrieved later.
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
             * @description When the key was created, if `AUTH_MODE` was `none` then. With authentication turned on, such a key is not valid until the operator runs `reprise keys confirm` with its `id`. Otherwise `null`.
             * @example null
             */
            unconfirmed_since: string | null;
            /**
             * @description The user to whom the key is bound.
             * @example null
             */
            user: string | null;
        };
        CreateKeyRequest: {
            /**
             * @description When the key expires. Default: it does not expire.
             * @example 2027-11-25T00:00:00Z
             */
            expires_at?: string;
            /**
             * @description `admin`: full access to the tenant, including keys and budgets; `service`: access to every user of the tenant; `user`: access to one user.
             * @example service
             * @enum {string}
             */
            role: "admin" | "service" | "user";
            /**
             * @description The user to whom the key is bound. Required with the role `user`, and refused with other roles.
             * @example alice
             */
            user_id?: string;
        };
        ErasureResponse: {
            /**
             * Format: uuid
             * @description The id of the audit record of the request, for `/audit/{id}`; `null` if auditing is off.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a6a
             */
            audit_id: string | null;
            /**
             * Format: date-time
             * @description When the erasure was closed, about a minute after `erased_at`; `null` before that.
             * @example 2026-11-26T09:31:05.000Z
             */
            closed_at: string | null;
            /**
             * @description Number of rows by kind. `results`, `messages`, `conversations`, `preferences`, `budgets`, `api_keys` and `idempotency_keys` were deleted. `calls`, `replays` and `usage_days` were anonymized, and personal data was removed from `audit_records`.
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
             * @description When all data was deleted; `null` before that.
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
             * @description `pending`: in progress; `erased`: all data of the user is deleted; `closed`: writes that were in progress have been erased too, and the erasure no longer names the user.
             * @example erased
             * @enum {string}
             */
            status: "pending" | "erased" | "closed";
            /**
             * @description The erased user; `null` once the erasure is closed.
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
             * @description `null` if the record is missing.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string | null;
            /**
             * @description What is wrong with the record.
             * @example it is not the record that was sealed in this place
             */
            reason: string;
            /**
             * @description Position in the chain.
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
             * @description Your own key–value pairs. They are not sent to Claude. Names that begin with `reprise.` are reserved and refused.
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
             * @description When the hold began.
             * @example 2026-11-26T09:30:00.000Z
             */
            held_at: string;
            /**
             * @description The caller that set it last: the id of an API key, or the subject of a token.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            held_by: string | null;
            /**
             * @description The reason that was set last.
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
             * @description When the key expires; `null` if it does not.
             * @example 2027-11-25T00:00:00.000Z
             */
            expires_at: string | null;
            /**
             * @description The first characters of the key, to recognize it.
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
             * @description When the key was last used, rounded down to the minute.
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
             * @description When the key was created, if `AUTH_MODE` was `none` then. With authentication turned on, such a key is not valid until the operator runs `reprise keys confirm` with its `id`. Otherwise `null`.
             * @example null
             */
            unconfirmed_since: string | null;
            /**
             * @description The user to whom the key is bound.
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
             * @description How much effort Claude spends on the answer.
             * @enum {string}
             */
            effort?: "low" | "medium" | "high" | "xhigh" | "max";
            /**
             * @description Maximum length of the answer in tokens. Default: the user's preference, else `CLAUDE_MAX_TOKENS`.
             * @example 1024
             */
            max_tokens?: number;
            /**
             * @description What happens if the client disconnects from a stream. `finish`: the answer is completed and stored; `abort`: the call is aborted, and the partial answer is stored and never replayed.
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
             * @description Whether the user's preferences apply to this call.
             * @default true
             */
            preferences?: boolean;
            /**
             * @description Whether to stream the answer as server-sent events. An `Accept` header that prefers `text/event-stream` to JSON has the same effect.
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
             * @description How much effort Claude spends on the answer.
             * @enum {string|null}
             */
            effort?: "low" | "medium" | "high" | "xhigh" | "max" | null;
            /**
             * @description The language of answers: a language tag or a name. Letters of any script, digits, spaces, `-` and `()`; it begins with a letter.
             * @example Brazilian Portuguese
             */
            language?: string | null;
            /**
             * @description Maximum length of answers in tokens, for requests that set none.
             * @example 1024
             */
            max_tokens?: number | null;
            /**
             * @description The Claude model of requests that name none.
             * @example claude-sonnet-5-5
             */
            model?: string | null;
            /**
             * @description Facts about the user that Claude should know.
             * @example {
             *       "city": "Lisbon",
             *       "diet": "vegetarian"
             *     }
             */
            profile?: {
                [key: string]: string;
            } | null;
            /**
             * @description Instructions to Claude for all calls. The system text of a request or a conversation follows them.
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
             * @description Maximum length of answers in tokens.
             * @example 1024
             */
            max_tokens: number | null;
            /**
             * @description The Claude model of requests that name none.
             * @example claude-sonnet-5-5
             */
            model: string | null;
            /**
             * @description Facts about the user that Claude should know.
             * @example {
             *       "city": "Lisbon",
             *       "diet": "vegetarian"
             *     }
             */
            profile: {
                [key: string]: string;
            };
            /**
             * @description Instructions to Claude for all calls.
             * @example Be brief and friendly.
             */
            system: string | null;
            /**
             * Format: date-time
             * @description When the preferences were last changed; `null` if they were never set.
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
            /** @description The invalid fields, for `validation_failed`. */
            errors?: components["schemas"]["FieldProblem"][];
            /**
             * @description The path of the request.
             * @example /analyze/alice
             */
            instance: string;
            /**
             * Format: uuid
             * @description The id of the stored message, for `refused`.
             */
            message_id?: string;
            /** @description Claude's id of the request that failed. */
            request_id?: string;
            /**
             * Format: uuid
             * @description The id of the stored result, for `refused`.
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
             * @description The IP address of the caller.
             * @example 203.0.113.7
             */
            address: string | null;
            /**
             * Format: date-time
             * @example 2026-11-25T12:00:00.000Z
             */
            at: string;
            /**
             * @description The ids of the calls to Claude made for this action, as in the journal.
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
             * @description The id of the erasure that removed the personal data.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            erasure_id: string | null;
            /**
             * Format: uuid
             * @description The id in the `Reprise-Audit-Id` response header.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            id: string;
            /**
             * @description The id of the API key that the caller used.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            key_id: string | null;
            /**
             * @description `done`, or the `code` of the problem that was returned.
             * @example done
             */
            outcome: string;
            /**
             * @description HMAC-SHA256 of the personal fields, keyed with the salt. The seal covers this digest instead of them.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            person_digest: string;
            /** @description `null` until the record is sealed. */
            proof: components["schemas"]["AuditProofResponse"] | (never | null);
            /**
             * @description HMAC-SHA256 of the text that was received, keyed with the salt of the record.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            received_digest: string | null;
            /**
             * @description The `X-Request-Id` of the request.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            request_id: string | null;
            /**
             * @description The role of the caller; `null` for actions of Reprise itself.
             * @example service
             */
            role: string | null;
            /**
             * @description 128 random bits that key the digests; `null` once the user is erased.
             * @example 9f86d081884c7d65
             */
            salt: string | null;
            /**
             * @description HMAC-SHA256 of the text that was sent, keyed with the salt of the record.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            sent_digest: string | null;
            /**
             * @description The record's position in the tenant's chain, from 1; `null` until it is sealed, within five seconds.
             * @example 17
             */
            seq: number | null;
            /**
             * @description The caller: a user id, the id of an API key, or the subject of a token.
             * @example alice
             */
            subject: string | null;
            /**
             * @description The id of the result, conversation, message, key or erasure concerned.
             * @example 019ab0c4-7e5a-7000-8000-3f1d2c4b5a69
             */
            subject_id: string | null;
            /**
             * @description The tenant.
             * @example default
             */
            tenant_id: string;
            /**
             * @description The user whose data was concerned; `null` for tenant-wide actions, and once the user is erased.
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
             * @description The reason in your words, such as a case number. Only this resource contains it.
             * @example Case 2026-114, asked for by the legal department.
             */
            reason: string;
        };
        SealResponse: {
            /**
             * @description Position of the first record that it covers.
             * @example 11
             */
            first_seq: number;
            /**
             * @description The chain's head after its last record. The head after each leaf is SHA-256 of the previous head and the leaf.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            head: string;
            /**
             * @description The id of the signing key: the first 16 hexadecimal digits of SHA-256 of its SubjectPublicKeyInfo. `null` if the seal is not signed.
             * @example 0f1e2d3c4b5a6978
             */
            key_id: string | null;
            /**
             * @description Position of the last record that it covers.
             * @example 17
             */
            last_seq: number;
            /**
             * @description SHA-256 of each record that it covers, in order, 64 hexadecimal digits each.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            leaves: string;
            /**
             * @description The seal's number within the tenant, from 1 without gaps.
             * @example 3
             */
            number: number;
            /**
             * @description SHA-256 of the previous seal; zeros for the first seal.
             * @example 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
             */
            previous: string;
            /**
             * Format: date-time
             * @example 2026-11-25T12:00:01.000Z
             */
            sealed_at: string;
            /**
             * @description Ed25519 signature in base64.
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
             * @description The billed amount in US dollars, exact except for `estimated_calls`; `null` if no cost is known.
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
             * @description Number of ended calls to Claude, including retries.
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
             * @description Number of calls that were interrupted before Claude reported token counts. Their tokens and cost are upper bounds.
             * @example 0
             */
            estimated_calls: number;
            /**
             * @description Input tokens outside of Claude's prompt cache.
             * @example 96
             */
            input_tokens: number;
            /**
             * @description Number of calls with an unknown result, because the process died.
             * @example 0
             */
            interrupted_calls: number;
            /**
             * @description With `group_by=kind`: `analysis`, `message`, or `summary` (of a long conversation).
             * @example analysis
             */
            kind?: string;
            /**
             * @description With `group_by=model`: the requested model.
             * @example claude-sonnet-5-5
             */
            model?: string;
            /**
             * @description Output tokens.
             * @example 384
             */
            output_tokens: number;
            /**
             * @description Number of requests answered with a stored answer, without a call to Claude.
             * @example 4
             */
            replays: number;
            /**
             * @description Number of requests, sent to Claude or replayed. Retries are not counted.
             * @example 12
             */
            requests: number;
            /**
             * @description The original cost of the replayed answers in US dollars; `null` if no cost is known.
             * @example 0.002016
             */
            saved_usd: string | null;
            /**
             * @description Number of billed tokens of all kinds.
             * @example 480
             */
            tokens_used: number;
            /**
             * @description Number of calls with an unknown cost, which `billed_usd` does not include: the price is unknown, the token counts are not plausible, or the call failed although Claude may have billed it. Budgets count their maximum cost.
             * @example 0
             */
            unpriced_calls: number;
            /**
             * @description Number of replays of answers with an unknown cost, which `saved_usd` does not include.
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
             * @description The billed amount in US dollars, exact except for `estimated_calls`; `null` if no cost is known.
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
             * @description Number of ended calls to Claude, including retries.
             * @example 9
             */
            calls: number;
            /** @description Empty without `group_by`. Days are in chronological order, other groups by descending cost. At most 2,000. */
            data: components["schemas"]["UsageGroupResponse"][];
            /**
             * @description Number of calls that were interrupted before Claude reported token counts. Their tokens and cost are upper bounds.
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
             * @description Whether there are more groups. The totals include all groups.
             * @example false
             */
            has_more: boolean;
            /**
             * @description Input tokens outside of Claude's prompt cache.
             * @example 96
             */
            input_tokens: number;
            /**
             * @description Number of calls with an unknown result, because the process died.
             * @example 0
             */
            interrupted_calls: number;
            /**
             * @description Output tokens.
             * @example 384
             */
            output_tokens: number;
            /**
             * @description Number of requests answered with a stored answer, without a call to Claude.
             * @example 4
             */
            replays: number;
            /**
             * @description Number of requests, sent to Claude or replayed. Retries are not counted.
             * @example 12
             */
            requests: number;
            /**
             * @description The original cost of the replayed answers in US dollars; `null` if no cost is known.
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
             * @description Number of billed tokens of all kinds.
             * @example 480
             */
            tokens_used: number;
            /**
             * @description Number of calls with an unknown cost, which `billed_usd` does not include: the price is unknown, the token counts are not plausible, or the call failed although Claude may have billed it. Budgets count their maximum cost.
             * @example 0
             */
            unpriced_calls: number;
            /**
             * @description Number of replays of answers with an unknown cost, which `saved_usd` does not include.
             * @example 0
             */
            unpriced_replays: number;
            /**
             * @description The user whose usage it is; missing for the usage of the whole tenant.
             * @example alice
             */
            user_id?: string;
        };
        VerificationResponse: {
            /**
             * @description Number of unchanged records.
             * @example 120
             */
            checked: number;
            /**
             * @description Whether the whole chain was verified. If not, repeat the request with `after_seq` set to `last_seq`.
             * @example true
             */
            complete: boolean;
            /**
             * @description The first record that was changed or removed; `null` if there is none.
             * @example null
             */
            first_bad: components["schemas"]["FirstBadResponse"] | (never | null);
            /**
             * @description The position up to which the chain is valid.
             * @example 120
             */
            last_seq: number;
            /**
             * Format: date-time
             * @description When the last valid seal was made; `null` if there is none.
             * @example 2026-11-25T12:00:01.000Z
             */
            sealed_through: string | null;
            /**
             * @description Whether all valid records are covered by the signature of a trusted key.
             * @example true
             */
            signed: boolean;
            /**
             * @description Number of records that are not sealed yet and therefore not verified; counted up to 1,000.
             * @example 2
             */
            unsealed: number;
            /**
             * @description Whether all verified records are unchanged.
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
                /** @description A unique key for this request, such as `7f1c9c1e-invoice-17`. A request with the same key and the same body returns the first response and calls Claude only once, also while the first request is in progress. Keys are kept for 48 hours. Keys are shared within a tenant; a credential for a single user has its own keys. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `budget_exceeded`: the call could exceed the budget, so it was not sent to Claude; `Retry-After` gives the seconds until the period ends. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, so nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, but the answer was not stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `refused`: Claude declined to answer; its refusal is stored under `result_id` or `message_id`. `idempotency_key_reused`: this `Idempotency-Key` was already used for a different request. `context_window_exceeded`: the conversation no longer fits into the model's context window; it was not sent to Claude. */
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
            /** @description `claude_error`: Claude could not be reached, or returned an error. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_timeout`: Claude did not answer in time. */
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
                /** @description The `next_cursor` of the previous page of the same list with the same parameters. */
                cursor?: string;
                /** @description Only actions at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC. */
                from?: string;
                /** @description Maximum number of rows on a page. A page ends earlier after about 4 MB; check `has_more`. */
                limit?: number;
                /** @description `done`, or the `code` of the problem that was returned. */
                outcome?: string;
                /** @description Only actions of the caller with this `subject`. */
                subject?: string;
                /** @description Only records about the result, conversation, message, key or erasure with this id. */
                subject_id?: string;
                /** @description Only actions before this time or day. */
                to?: string;
                /** @description Only records about this user. Records of an erased user no longer name the user. */
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
                        /** @description Pass it as `cursor` to get the next page; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description The id of a record, as in the `Reprise-Audit-Id` response header. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description Only records sealed at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC. */
                from?: string;
                /** @description Only records sealed before this time or day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The audit trail, one JSON object a line. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description Continue after this position: the `last_seq` of an earlier response. */
                after_seq?: number;
                /** @description Approximate number of records to verify. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the chain is valid, and the first invalid record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationResponse"];
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description The `next_cursor` of the previous page of the same list with the same parameters. */
                cursor?: string;
                /** @description Maximum number of rows on a page. A page ends earlier after about 4 MB; check `has_more`. */
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
                        /** @description Pass it as `cursor` to get the next page; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, so nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, but the answer was not stored. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description The `next_cursor` of the previous page of the same list with the same parameters. */
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
                        /** @description Pass it as `cursor` to get the next page; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description A unique key for this request, such as `7f1c9c1e-invoice-17`. A request with the same key and the same body returns the first response and calls Claude only once, also while the first request is in progress. Keys are kept for 48 hours. Keys are shared within a tenant; a credential for a single user has its own keys. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `budget_exceeded`: the call could exceed the budget, so it was not sent to Claude; `Retry-After` gives the seconds until the period ends. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, so nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, but the answer was not stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `refused`: Claude declined to answer; its refusal is stored under `result_id` or `message_id`. `idempotency_key_reused`: this `Idempotency-Key` was already used for a different request. `context_window_exceeded`: the conversation no longer fits into the model's context window; it was not sent to Claude. */
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
            /** @description `claude_error`: Claude could not be reached, or returned an error. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_timeout`: Claude did not answer in time. */
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
                /** @description A unique key for this request, such as `7f1c9c1e-invoice-17`. A request with the same key and the same body returns the first response and calls Claude only once, also while the first request is in progress. Keys are kept for 48 hours. Keys are shared within a tenant; a credential for a single user has its own keys. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `budget_exceeded`: the call could exceed the budget, so it was not sent to Claude; `Retry-After` gives the seconds until the period ends. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, so nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, but the answer was not stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `refused`: Claude declined to answer; its refusal is stored under `result_id` or `message_id`. `idempotency_key_reused`: this `Idempotency-Key` was already used for a different request. `context_window_exceeded`: the conversation no longer fits into the model's context window; it was not sent to Claude. */
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
            /** @description `claude_error`: Claude could not be reached, or returned an error. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `claude_timeout`: Claude did not answer in time. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description The database responds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthResponse"];
                };
            };
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description The `next_cursor` of the previous page of the same list with the same parameters. */
                cursor?: string;
                /** @description Created at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC. */
                from?: string;
                /** @description Maximum number of rows on a page. A page ends earlier after about 4 MB; check `has_more`. */
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
                        /** @description Pass it as `cursor` to get the next page; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description The id of the **result** to delete. (In `GET`, this parameter is the id of a user.) */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, so nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, but the answer was not stored. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description The `next_cursor` of the previous page of the same list with the same parameters. */
                cursor?: string;
                /** @description Maximum number of rows on a page. A page ends earlier after about 4 MB; check `has_more`. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys, including revoked and expired ones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["KeyResponse"][];
                        has_more: boolean;
                        /** @description Pass it as `cursor` to get the next page; `null` on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description Store `key` now; it cannot be retrieved later. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKeyResponse"];
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description The key is revoked in all processes. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description Format of the response. Without it, the `Accept` header decides. */
                format?: "json" | "csv";
                /** @description Only calls sent at this time or later: `2026-11-01`, or a time with its zone. Default: the first of this month. */
                from?: string;
                /** @description How to group `data`. Days are in UTC. */
                group_by?: "day" | "model" | "user" | "kind";
                /** @description Only calls sent before this time: `2026-12-01`, which excludes that day, or a time with its zone. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description The user was erased. The body is the receipt. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            /** @description The erasure takes longer than 30 seconds and continues in the background; retrieve it at `Location`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. `legal_hold`: the user is under a legal hold, so nothing was deleted. `user_erased`: the user was erased while Claude answered; the call was billed, but the answer was not stored. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description The current hold. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldResponse"];
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
            /** @description The hold is released. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description The `ETag` of the version that you have. Returns 304 if it is still the current one. */
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
            /** @description The preferences have not changed since the version in `If-None-Match`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description Apply the change only if the current `ETag` is one of these, such as `"3"`; `*`: only if a value was ever set. Otherwise 412. Weak tags never match. */
                "If-Match"?: string;
                /** @description Apply the change only if the current `ETag` is none of these; `*`: only if no value was ever set. Otherwise 412. */
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
            /** @description The current preferences. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesResponse"];
                };
            };
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `precondition_failed`: the resource no longer matches `If-Match` or `If-None-Match`; read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
                /** @description Format of the response. Without it, the `Accept` header decides. */
                format?: "json" | "csv";
                /** @description Only calls sent at this time or later: `2026-11-01`, or a time with its zone. Default: the first of this month. */
                from?: string;
                /** @description How to group `data`. Days are in UTC. */
                group_by?: "day" | "model" | "user" | "kind";
                /** @description Only calls sent before this time: `2026-12-01`, which excludes that day, or a time with its zone. */
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
            /** @description `validation_failed`: the request is invalid; `errors` names each invalid field. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `unauthenticated`: the credential is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `forbidden`: the role of the credential does not allow this request. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemResponse"];
                };
            };
            /** @description `not_found`: the resource does not exist, or belongs to another user. */
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
            /** @description `claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process. */
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
