import { Injectable } from '@nestjs/common';
import { LocksService, type LockHandle } from '../locks/index.js';
import { ClaudeService } from '../claude/index.js';
import { onceOver, type Owner, sha256 } from '../common/index.js';
import { ConversationBusyError } from './conversations.errors.js';

export interface LockOptions {
  /** Wait for whoever writes at the moment, at most as long as an answer may take. @default false */
  readonly wait?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Lets one writer at a time into a conversation, across replicas. */
@Injectable()
export class ConversationLock {
  constructor(
    private readonly locks: LocksService,
    private readonly claude: ClaudeService,
  ) {}

  /**
   * Does the work while nobody else writes. The work itself may give the lock up in a transaction of its own.
   * @throws ConversationBusyError
   */
  async during<T>(
    owner: Owner,
    conversationId: string,
    { wait = false, signal }: LockOptions,
    work: (held: LockHandle) => Promise<T>,
  ): Promise<T> {
    const id = lockIdOf(owner, conversationId);
    const held = wait ? await this.waitFor(owner, id, signal) : await this.locks.holdIfFree(owner, lock(id));
    if (held === null) throw new ConversationBusyError();
    try {
      const done = await work(held);
      this.locks.done(held);
      return done;
    } catch (error) {
      await onceOver(error, () => this.locks.letGo(owner, held));
      throw error;
    }
  }

  /** Whether this message is being answered. */
  isAnswering(owner: Owner, conversationId: string, messageId: string): Promise<boolean> {
    return this.locks.isHeld(owner, lockIdOf(owner, conversationId), sha256(messageId));
  }

  /**
   * Notes, in the surrounding transaction, that this message is being answered.
   * @returns whether nobody else was let in meanwhile; nor is anybody until that transaction ends
   */
  keep(owner: Owner, held: LockHandle, messageId: string): Promise<boolean> {
    return this.locks.keep(owner, held, sha256(messageId));
  }

  /** Gives the lock up in the surrounding transaction. */
  release(owner: Owner, held: LockHandle): Promise<void> {
    return this.locks.release(owner, held);
  }

  private async waitFor(owner: Owner, id: string, signal: AbortSignal | undefined): Promise<LockHandle | null> {
    const timeout = new AbortController();
    const tooLong = () => timeout.abort(new ConversationBusyError());
    const timer = setTimeout(tooLong, this.claude.limits.timeoutMs).unref();
    const either = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
    try {
      // Whoever goes before leaves nothing to share: each writes a message of its own.
      const answer = await this.locks.holdOrFind(owner, { ...lock(id), signal: either }, () => Promise.resolve(null));
      return 'held' in answer ? answer.held : null;
    } finally {
      clearTimeout(timer);
    }
  }
}

function lock(id: string) {
  return { id, fingerprint: null };
}

function lockIdOf({ tenantId }: Owner, conversationId: string): string {
  return sha256(JSON.stringify(['conversation', tenantId, conversationId]));
}
