import { type DynamicModule, Module } from '@nestjs/common';
import { type IdentityModuleOptions, RepriseModule, type RepriseModuleOptions } from 'reprise';
import { AiConfig } from './ai.config.js';
import { TABLE_PREFIX } from './tables.js';

type WhoIs = NonNullable<IdentityModuleOptions['identityResolver']>;

const DAY_SECONDS = 24 * 60 * 60;

/** Reprise on the host's default DataSource: one mount, of which each application says whether it serves routes. */
@Module({})
export class AiModule {
  /** With Reprise's routes under `/ai`. @param whoIs takes who is asking from the application's own login */
  static withRoutes(whoIs: WhoIs): DynamicModule {
    return mount({ http: true, prefix: 'ai' }, { identityResolver: whoIs });
  }

  /** The services alone, for a process that nobody sends requests to. */
  static withoutRoutes(): DynamicModule {
    return mount({ http: false });
  }
}

function mount(routes: { http: boolean; prefix?: string }, identity?: IdentityModuleOptions): DynamicModule {
  const reprise = RepriseModule.forRootAsync({
    ...routes,
    tablePrefix: TABLE_PREFIX,
    inject: [AiConfig],
    useFactory: (config: AiConfig): RepriseModuleOptions => ({
      claude: { apiKey: config.anthropicApiKey, baseUrl: config.anthropicBaseUrl },
      identity,
      cache: { ttlSeconds: 30 * DAY_SECONDS },
    }),
  });
  // Global, as the DataSource is: the desk's services take AnalysisService from here in both applications.
  return { module: AiModule, global: true, imports: [reprise], exports: [reprise] };
}
