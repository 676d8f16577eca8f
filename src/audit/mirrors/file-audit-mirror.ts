import { open } from 'node:fs/promises';
import type { Seal } from '../chain/seal.js';
import { AuditMirror } from './audit-mirror.js';

/** Only the service's user may read the file. */
const MODE = 0o600;

/** Appends each seal to a file as a line. The file should be on append-only storage. */
export class FileAuditMirror extends AuditMirror {
  constructor(private readonly path: string) {
    super();
  }

  async write(seals: readonly Seal[]): Promise<void> {
    const file = await open(this.path, 'a', MODE);
    try {
      // If a crash truncated the last line, start a new one. The truncated seal is written again as a whole.
      await file.appendFile(
        `${(await endsMidLine(this.path)) ? '\n' : ''}${seals.map((seal) => `${JSON.stringify(seal)}\n`).join('')}`,
      );
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}

async function endsMidLine(path: string): Promise<boolean> {
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
