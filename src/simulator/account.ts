import { AdjustableClock } from './clock.js';
import { Journal } from './journal.js';
import { PromptCache } from './prompt-cache.js';
import { type SimulatorDefaults, type SimulatorStats, type SimulatorStep } from './simulator-step.js';

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
  isOpen: boolean;
}

/** The state of one API key. Accounts share nothing. */
export class Account {
  readonly clock = new AdjustableClock();
  readonly cache = new PromptCache();
  readonly journal = new Journal();
  defaults: SimulatorDefaults = {};
  private readonly queue: { readonly step: SimulatorStep; left: number }[] = [];
  private readonly gates = new Map<string, Gate>();
  private waiting: { readonly n: number; resolve(): void }[] = [];
  private requests = 0;
  private messages = 0;
  private inFlight = 0;
  private maxInFlight = 0;

  script(steps: readonly SimulatorStep[]): void {
    for (const step of steps) {
      this.queue.push({ step, left: step.repeat ?? 1 });
      this.rearm(step.hold);
    }
  }

  setDefaults(defaults: SimulatorDefaults): void {
    this.defaults = defaults;
    this.rearm(defaults.hold);
  }

  /** @param question the text of the request's last message */
  nextStep(question: string): SimulatorStep {
    const index = this.queue.findIndex(({ step }) => question.includes(step.if_asked ?? ''));
    const next = this.queue[index];
    if (!next) return this.defaults;
    next.left -= 1;
    if (next.left <= 0) this.queue.splice(index, 1);
    return next.step;
  }

  countRequest(): number {
    return (this.requests += 1);
  }

  /** @returns the number of this request among the account's message requests */
  beginMessage(): number {
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    this.notify();
    return (this.messages += 1);
  }

  endMessage(): void {
    this.inFlight -= 1;
    this.notify();
  }

  /** Resolves when at least `n` message requests are in flight, or none if `n` is 0. */
  whenInFlight(n: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ n, resolve });
      this.notify();
    });
  }

  whenReleased(hold: string): Promise<void> {
    return this.gate(hold).opened;
  }

  /** Releases the waiting requests, and later ones until the name is scripted again: a release may precede its request. */
  release(hold: string): void {
    this.gate(hold).open();
  }

  releaseAll(): void {
    for (const gate of this.gates.values()) gate.open();
  }

  stats(): SimulatorStats {
    const { requests, messages, inFlight, maxInFlight } = this;
    return { requests, messages, in_flight: inFlight, max_in_flight: maxInFlight };
  }

  private notify(): void {
    if (this.waiting.length === 0) return;
    const isDue = ({ n }: { n: number }) => (n === 0 ? this.inFlight === 0 : this.inFlight >= n);
    const due = this.waiting.filter(isDue);
    this.waiting = this.waiting.filter((waiter) => !isDue(waiter));
    for (const waiter of due) waiter.resolve();
  }

  /** Closes the hold again if it had been released. */
  private rearm(hold: string | undefined): void {
    if (hold !== undefined && this.gates.get(hold)?.isOpen) this.gates.delete(hold);
  }

  private gate(name: string): Gate {
    const known = this.gates.get(name);
    if (known) return known;
    let resolveOpened: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (resolveOpened = resolve));
    const gate: Gate = {
      opened,
      isOpen: false,
      open: () => {
        gate.isOpen = true;
        resolveOpened();
      },
    };
    this.gates.set(name, gate);
    return gate;
  }
}
