import { Injectable } from '@nestjs/common';
import type { AccessScope } from '../common/index.js';
import { Database, joined, rawSql, sql } from '../database/index.js';
import { USAGE_COLUMNS, USAGE_NAMES, type UsageNumbers, usageOf } from './usage-numbers.js';
import { callsSource, daysSource, replaysSource } from './usage-sources.js';
import type { Span, UsageGroup, UsageSpan, UsageSum } from './usage.types.js';

/** Reads what calls and replays add up to. One statement each time, so that it is all of one moment. */
@Injectable()
export class UsageRepository {
  constructor(private readonly db: Database) {}

  /** Days in their order, other groups with the dearest first, and at most so many. */
  async sum(
    scope: AccessScope,
    { days, pieces }: UsageSpan,
    by: UsageGroup | null,
    atMost: number,
  ): Promise<UsageSum[]> {
    const sources = [
      ...(days ? [daysSource(scope, days, by)] : []),
      ...pieces.flatMap((piece) => [callsSource(scope, piece, by), replaysSource(scope, piece, by)]),
    ];
    if (sources.length === 0) return [];
    const order = by === 'day' ? sql`name` : sql`sum(billed_pico_usd) DESC, name`;
    const rows = await this.db.rows<SumRow>(sql`
      SELECT name, ${SUMS} FROM (${joined(sources, ' UNION ALL ')}) AS counted
       GROUP BY name ORDER BY ${order} LIMIT ${atMost}`);
    return rows.map((row) => ({ name: row.name, usage: usageOf((column) => BigInt(row[column])) }));
  }

  /** The same from the calls and the replays themselves, whatever has been added up. */
  fromJournal(scope: AccessScope, span: Span, by: UsageGroup | null, atMost: number): Promise<UsageSum[]> {
    return this.sum(scope, { days: null, pieces: [span] }, by, atMost);
  }
}

type SumRow = { readonly name: string } & Readonly<Record<keyof UsageNumbers, string>>;

/** As texts: a JavaScript number would be exact up to nine thousand dollars only. */
const SUMS = rawSql(USAGE_NAMES.map((name) => `CAST(sum(${USAGE_COLUMNS[name]}) AS TEXT) AS "${name}"`).join(', '));
