import { strict as assert } from 'node:assert';
import {
  Body,
  type CallHandler,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  Module,
  type NestInterceptor,
  Param,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer, NestFactory } from '@nestjs/core';
import { map, type Observable } from 'rxjs';

/** What is checked: src/http/nest-internals.ts, or as it is built, as far as it is needed here. */
interface NestInternals {
  pathOf(controllerOrHandler: object): string;
  declaredArguments(
    controller: new () => object,
    name: string,
  ): readonly {
    readonly index: number;
    readonly source: unknown;
    readonly factory: unknown;
    readonly data: unknown;
    readonly metatype: unknown;
  }[];
  controllersIn(modules: ModulesContainer): readonly unknown[];
  instancesIn<T>(modules: ModulesContainer, provided: new () => T): readonly T[];
  keepAnswer(reply: never, answer: unknown, adapter: never): unknown;
}

const Custom = createParamDecorator((data: unknown) => data);

class Input {
  readonly text: string = '';
}

@Injectable()
class Provided {}

@Controller('things/:kind')
class ThingsController {
  @Get(':id/parts')
  read(
    @Req() _request: unknown,
    @Res() _response: unknown,
    @Body() _body: Input,
    @Query() _query: Input,
    @Param() _params: Input,
    @Custom('told') _custom: string,
  ): object {
    return {};
  }
}

@Module({ controllers: [ThingsController], providers: [Provided] })
class OneModule {}

@Module({ imports: [OneModule], providers: [Provided] })
class OtherModule {}

/** What Reprise relies on in Nest, by name. Runs wherever Nest does: no test runner is needed. */
export function nestContract(internals: NestInternals): Readonly<Record<string, () => void | Promise<void>>> {
  const checks: Record<string, () => void | Promise<void>> = {
    'keeps the path of a controller and of a handler': () => {
      assert.equal(internals.pathOf(ThingsController), 'things/:kind');
      assert.equal(internals.pathOf(Reflect.get(ThingsController.prototype, 'read') as object), ':id/parts');
    },
    'keeps where each parameter of a handler comes from, and its class': () => {
      const declared = [...internals.declaredArguments(ThingsController, 'read')].sort((a, b) => a.index - b.index);
      const sources = declared.map(({ source }) => source);
      assert.deepEqual(sources, ['request', 'response', 'body', 'query', 'param', undefined]);
      assert.deepEqual(
        declared.slice(2, 5).map(({ metatype }) => metatype),
        [Input, Input, Input],
      );
      assert.equal(typeof declared[5]?.factory, 'function');
      assert.equal(declared[5]?.data, 'told');
    },
    'lists the controllers and providers of all modules': async () => {
      const app = await NestFactory.createApplicationContext(OtherModule, { logger: false });
      const modules = app.get(ModulesContainer);
      assert.deepEqual(internals.controllersIn(modules), [ThingsController]);
      assert.equal(internals.instancesIn(modules, Provided).length, 2);
      await app.close();
    },
    'sends by the adapter what was kept, whatever another interceptor makes of it': async () => {
      const app = await NestFactory.create(keepingModule(internals), { logger: false });
      app.useGlobalInterceptors(new Replacing());
      await app.listen(0, '127.0.0.1');
      const reply = await fetch(`${await app.getUrl()}/kept`);
      assert.deepEqual([reply.status, await reply.json()], [200, { kept: true }]);
      await app.close();
    },
  };
  return Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, () => explained(name, check)]));
}

class Replacing implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map(() => ({ kept: false })));
  }
}

function keepingModule(internals: NestInternals) {
  @Injectable()
  class Keeping implements NestInterceptor {
    constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const reply: never = context.switchToHttp().getResponse();
      return next
        .handle()
        .pipe(map((answer: unknown) => internals.keepAnswer(reply, answer, this.host.httpAdapter as never)));
    }
  }

  @Controller('kept')
  @UseInterceptors(Keeping)
  class KeptController {
    @Get()
    read(): object {
      return { kept: true };
    }
  }

  @Module({ controllers: [KeptController] })
  class KeptModule {}
  return KeptModule;
}

async function explained(name: string, check: () => void | Promise<void>): Promise<void> {
  try {
    await check();
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`This version of Nest no longer ${name}: change src/http/nest-internals.ts. ${told}`, { cause });
  }
}
