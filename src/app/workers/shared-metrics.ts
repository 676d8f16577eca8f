import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** Asked by a worker, answered by the supervisor: the metrics of all of them in one text. */
interface Question {
  readonly reprise: 'metrics?';
  readonly id: number;
}

interface Answer {
  readonly reprise: 'metrics';
  readonly id: number;
  /** `null` where not all workers answered in time. */
  readonly text: string | null;
}

/** In the supervisor, which alone can reach every worker. */
export function serveMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker: Worker, message: Partial<Question> | null) => {
    const { reprise, id } = message ?? {};
    if (reprise !== 'metrics?' || id === undefined) return;
    const answer = (text: string | null) => void worker.send({ reprise: 'metrics', id, text } satisfies Answer);
    all.clusterMetrics().then(answer, () => answer(null));
  });
}

/** In a worker: whichever is asked, the answer is about all of them. */
export class SharedMetrics {
  private readonly waiting = new Map<number, (text: string | null) => void>();
  private asked = 0;

  constructor(private readonly own: Registry) {
    AggregatorRegistry.setRegistries(own);
    // Answers the supervisor's own questions, by being there.
    new AggregatorRegistry();
    process.on('message', (message: Partial<Answer> | null) => {
      const { reprise, id, text } = message ?? {};
      if (reprise !== 'metrics' || id === undefined) return;
      this.waiting.get(id)?.(text ?? null);
      this.waiting.delete(id);
    });
  }

  /** Of all workers; of this one where another did not answer. */
  async text(): Promise<string> {
    const id = (this.asked += 1);
    const answer = new Promise<string | null>((resolve) => this.waiting.set(id, resolve));
    process.send?.({ reprise: 'metrics?', id } satisfies Question);
    return (await answer) ?? (await this.own.metrics());
  }
}
