import type { RawAnswer } from '../raw-request.js';
import { sentFields } from './bodies.js';
import { ConversationRecord, type Read, type Row, type Turn } from './conversation-record.js';
import { PreferencesRecord } from './preferences-record.js';
import type { GeneratedRequest } from './requests.js';

/** What the service has to hold, by what it answered. */
export class Ledger {
  readonly results = new Map<string, Row>();
  /** API keys, revoked ones among them. */
  readonly keys = new Map<string, Row>();
  readonly erasures = new Map<string, Row>();
  /** Records of the audit trail that answers named. */
  readonly records = new Map<string, Row>();
  readonly conversations = new Map<string, ConversationRecord>();
  readonly preferences = new PreferencesRecord();
  /** Where a conversation was not, right after it was written to, what the answers had said. */
  readonly faults: string[] = [];
  deleted = 0;
  private readonly written = new Set<ConversationRecord>();
  private readonly gone = new Set<string>();

  note(request: GeneratedRequest, answer: RawAnswer): void {
    const { method, path } = request;
    const [, , id = '', part] = path.toLowerCase().split(/[/?]/);
    const talk = this.conversations.get(id);
    if (method === 'DELETE' && answer.status === 204) this.gone.add(id);
    const record = answer.headers['reprise-audit-id'];
    if (typeof record === 'string' && answer.status < 300) this.records.set(record, recordOf(record));
    if (method === 'DELETE' && answer.status === 200) this.erasures.set(toldIn(answer).id, toldIn(answer));
    if (path.includes('/preferences') && method === 'PUT' && answer.status === 200) this.preferences.note(answer);
    if (isRejected(answer)) this.write(talk?.rejected(part === 'messages' && !path.includes('/regenerate')));
    if (!['POST', 'PATCH'].includes(method) || ![200, 201].includes(answer.status)) return;
    const told = toldIn(answer);
    if ('key' in told) this.keys.set(told.id, told);
    else if ('input_text' in told) this.results.set(told.id, this.results.get(told.id) ?? told);
    else if ('user_message' in told) this.write(talk?.answered(told as unknown as Turn));
    else if (method === 'PATCH') this.write(talk?.changed(told, sentFields(request)));
    else if ('current_leaf_id' in told) {
      const copied = talk ? talk.pathTo(sentFields(request)['message_id']) : null;
      this.conversations.set(told.id, new ConversationRecord(told, copied));
      this.write(this.conversations.get(told.id));
    }
  }

  /** Reads back what was written to since the last time: nobody else writes now. */
  async settle(read: Read): Promise<void> {
    for (const id of this.gone) if (this.results.delete(id) || this.conversations.delete(id)) this.deleted += 1;
    for (const talk of this.written) {
      if (this.conversations.has(talk.id)) this.faults.push(...(await talk.settle(read)));
    }
    this.gone.clear();
    this.written.clear();
  }

  /** How many rows each table has to have. */
  counts(): Record<string, number> {
    const talks = [...this.conversations.values()];
    const messages = talks.reduce((sum, talk) => sum + talk.messages.size, 0);
    const titles = talks.filter(({ isTitleGiven }) => isTitleGiven).length;
    return {
      api_keys: this.keys.size,
      results: this.results.size,
      results_search: this.results.size,
      conversations: talks.length,
      messages,
      conversations_search: messages + titles,
      user_preferences: this.preferences.size,
    };
  }

  private write(talk: ConversationRecord | undefined): void {
    if (talk) this.written.add(talk);
  }
}

/** For a cursor it needs a time; any will do. */
function recordOf(id: string): Row {
  return { id, created_at: '2026-11-23T12:00:00.000Z' };
}

/** By Claude, which has a say about what it is asked; a message that it rejects stays, without an answer. */
export function isRejected({ status, text }: RawAnswer): boolean {
  return status === 400 && text.includes('Claude rejected');
}

/** A stream ends with what a plain answer is. */
function toldIn({ headers, text }: RawAnswer): Row {
  const isStream = headers['content-type']?.startsWith('text/event-stream') ?? false;
  return JSON.parse(isStream ? text.slice(text.lastIndexOf('data: ') + 'data: '.length) : text) as Row;
}
