import { Module } from '@nestjs/common';
import { roomModule } from '../common/index.js';
import { CACHE_OPTIONS, CACHE_RULES, type CacheModuleOptions } from './cache.options.js';
import { CacheService } from './cache.service.js';

/** Its `imports` have to bring the common and the encryption module. */
@Module({ providers: [CacheService], exports: [CacheService] })
export class CacheModule extends roomModule<CacheModuleOptions>(CACHE_OPTIONS, CACHE_RULES) {}
