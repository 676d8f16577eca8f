import type { Seal } from '../chain/seal.js';
import { AuditMirror } from './audit-mirror.js';

/** Timeout for one seal, in milliseconds. */
const TIMEOUT_MS = 5_000;

/** Posts each seal as JSON to the operator's URL. Any 2xx response acknowledges it. */
export class WebhookAuditMirror extends AuditMirror {
  constructor(private readonly url: string) {
    super();
  }

  async write(seals: readonly Seal[]): Promise<void> {
    for (const seal of seals) await this.post(seal);
  }

  private async post(seal: Seal): Promise<void> {
    const reply = await fetch(this.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(seal),
      // The operator configured this URL only, so seals must not be sent to another one.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await reply.body?.cancel();
    if (!reply.ok) throw new Error(`the receiver answered ${reply.status}`);
  }
}
