import type { Settings } from '../app.env.js';
import type { Platform } from '../platform.js';

/** Loads only the adapter in use: the other one need not be installed. */
export async function openPlatform({
  httpAdapter,
  trustProxy,
}: Pick<Settings, 'httpAdapter' | 'trustProxy'>): Promise<Platform> {
  switch (httpAdapter) {
    case 'express': {
      const { ExpressPlatform } = await import('./express.platform.js');
      return new ExpressPlatform(trustProxy);
    }
    case 'fastify': {
      const { FastifyPlatform } = await import('./fastify.platform.js');
      return new FastifyPlatform(trustProxy);
    }
  }
}
