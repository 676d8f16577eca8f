import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** Sent by a worker to the supervisor, to get the metrics of all workers. */
interface MetricsRequest {
  readonly reprise: 'metrics?';
  readonly id: number;
}

interface MetricsResponse {
  readonly reprise: 'metrics';
  readonly id: number;
  /** `null` if not all workers answered in time. */
  readonly text: string | null;
}

/** Answers the workers' requests. Runs in the supervisor, which alone can reach every worker. */
export function serveMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker: Worker, message: Partial<MetricsRequest> | null) => {
    const { reprise, id } = message ?? {};
    if (reprise !== 'metrics?' || id === undefined) return;
    const answer = (text: string | null) =>
      void worker.send({ reprise: 'metrics', id, text } satisfies MetricsResponse);
    all.clusterMetrics().then(answer, () => answer(null));
  });
}

/** Runs in a worker: returns the metrics of all workers, whichever worker is scraped. */
export class SharedMetrics {
  private readonly pending = new Map<number, (text: string | null) => void>();
  private lastId = 0;

  constructor(private readonly own: Registry) {
    AggregatorRegistry.setRegistries(own);
    // Creating it registers a listener that answers the supervisor's requests.
    new AggregatorRegistry();
    process.on('message', (message: Partial<MetricsResponse> | null) => {
      const { reprise, id, text } = message ?? {};
      if (reprise !== 'metrics' || id === undefined) return;
      this.pending.get(id)?.(text ?? null);
      this.pending.delete(id);
    });
  }

  /** The metrics of all workers, or only of this one if another worker did not answer. */
  async text(): Promise<string> {
    const id = (this.lastId += 1);
    const answer = new Promise<string | null>((resolve) => this.pending.set(id, resolve));
    process.send?.({ reprise: 'metrics?', id } satisfies MetricsRequest);
    return (await answer) ?? (await this.own.metrics());
  }
}
