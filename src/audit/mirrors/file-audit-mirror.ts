import { open } from 'node:fs/promises';
import type { Seal } from '../chain/seal.js';
import { AuditMirror } from './audit-mirror.js';

/** Readable for the service's own user alone. */
const MODE = 0o600;

/** A file to which a line is added for each seal; put it where only adding is allowed. */
export class FileAuditMirror extends AuditMirror {
  constructor(private readonly path: string) {
    super();
  }

  async write(seals: readonly Seal[]): Promise<void> {
    const file = await open(this.path, 'a', MODE);
    try {
      // A line that a crash cut off stays alone: the next ones begin anew, and it is written again whole.
      await file.appendFile(
        `${(await isCutOff(this.path)) ? '\n' : ''}${seals.map((seal) => `${JSON.stringify(seal)}\n`).join('')}`,
      );
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}

async function isCutOff(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) return false;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer.toString() !== '\n';
  } finally {
    await file.close();
  }
}
