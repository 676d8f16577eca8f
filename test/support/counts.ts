/** How often tests repeat what they prove. More of it finds only what is rare. */
export interface Counts {
  /** Processes killed under load on PostgreSQL, and how many serve at a time; all that is left dies at the end. */
  readonly kills: { readonly postgres: number; readonly sqlite: number; readonly replicas: number };
  /** Kills between a message and its answer: by turns while it is held, streamed, just answered, or at any moment. */
  readonly conversationKills: number;
  /** Of one replica after the other, under load. */
  readonly rollingRestarts: number;
  /** Times that PostgreSQL is stopped at once. */
  readonly databaseCrashes: number;
  /** Times that the connection to the database is reset, falls silent, or is cut after any number of bytes. */
  readonly outages: number;
  /** Times that a request loses one of its COMMITs, for each COMMIT that it has. */
  readonly lostCommits: number;
  /** Posts at once in each of as many conversations, at two replicas. */
  readonly postsAtOnce: number;
  /** Requests for budgets of which some are used up, and the processes killed meanwhile. */
  readonly budgetLoad: { readonly requests: number; readonly kills: number };
  /** Rows of each kind that an erased user has, and after which parts of them the process is killed. */
  readonly erasure: { readonly rows: number; readonly killsAt: readonly number[] };
  /** Times that 100 identical requests come at once. */
  readonly identicalRounds: number;
  /** Idempotency keys with requests at once, at three processes of which one is killed; and the requests of each key. */
  readonly idempotencyKeys: { readonly keys: number; readonly wave: number };
  /** Times that the audit trail is tampered with in each way; edits take one column after the other. */
  readonly tamperings: number;
  /** Clients that leave in the middle of a stream, every other one of which wants no more. */
  readonly leavers: { readonly analyses: number; readonly turns: number };
  /** Documents of installed packages that are analysed, listed and found again. */
  readonly realTexts: number;
  /** Requests that are made of the OpenAPI document, right ones and hostile ones. */
  readonly generatedRequests: number;
  /**
   * Seconds of attacks of every kind beside a well-behaved user, and up to how many milliseconds that user's requests may
   * take however little they take alone: other tests run on the same cores.
   */
  readonly hostile: { readonly seconds: number; readonly forgivenMs: number };
}

/** Every promise is proven, if not for long: what `npm test` runs. */
const USUAL: Counts = {
  kills: { postgres: 3, sqlite: 3, replicas: 2 },
  conversationKills: 4,
  rollingRestarts: 3,
  databaseCrashes: 3,
  outages: 3,
  lostCommits: 1,
  postsAtOnce: 8,
  budgetLoad: { requests: 80, kills: 1 },
  erasure: { rows: 1_200, killsAt: [0.3] },
  identicalRounds: 4,
  idempotencyKeys: { keys: 12, wave: 6 },
  tamperings: 20,
  leavers: { analyses: 40, turns: 20 },
  realTexts: 60,
  generatedRequests: 1_000,
  hostile: { seconds: 12, forgivenMs: 3_000 },
};

/** For as long as it takes to meet what is rare: what `npm run test:soak` runs. */
const SOAK: Counts = {
  kills: { postgres: 60, sqlite: 20, replicas: 3 },
  conversationKills: 30,
  rollingRestarts: 30,
  databaseCrashes: 20,
  outages: 20,
  lostCommits: 20,
  postsAtOnce: 20,
  budgetLoad: { requests: 300, kills: 3 },
  erasure: { rows: 10_000, killsAt: [0.03, 0.3, 0.55, 0.8] },
  identicalRounds: 20,
  idempotencyKeys: { keys: 50, wave: 20 },
  tamperings: 100,
  leavers: { analyses: 100, turns: 40 },
  realTexts: 220,
  generatedRequests: 3_600,
  hostile: { seconds: 150, forgivenMs: 0 },
};

export const COUNTS: Counts = process.env['REPRISE_SOAK'] === 'true' ? SOAK : USUAL;
