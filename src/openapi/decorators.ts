import { type Swagger, withSwagger } from './descriptions.js';

type Decorators = {
  [K in keyof Swagger]: Swagger[K] extends (...args: never[]) => PropertyDecorator | MethodDecorator | ClassDecorator
    ? K
    : never;
}[keyof Swagger];

export const ApiAcceptedResponse = decorator('ApiAcceptedResponse');
export const ApiBearerAuth = decorator('ApiBearerAuth');
export const ApiBody = decorator('ApiBody');
export const ApiCreatedResponse = decorator('ApiCreatedResponse');
export const ApiExtraModels = decorator('ApiExtraModels');
export const ApiHeader = decorator('ApiHeader');
export const ApiNoContentResponse = decorator('ApiNoContentResponse');
export const ApiOkResponse = decorator('ApiOkResponse');
export const ApiOperation = decorator('ApiOperation');
export const ApiProperty = decorator('ApiProperty');
export const ApiPropertyOptional = decorator('ApiPropertyOptional');
export const ApiResponse = decorator('ApiResponse');
export const ApiTags = decorator('ApiTags');

/** Reference to the schema of a class. Reprise's classes keep their names in the document. */
export function getSchemaPath(model: { readonly name: string }): string {
  return `#/components/schemas/${model.name}`;
}

/**
 * Returns the decorator of this name, which is applied once `@nestjs/swagger` is loaded. It must not replace what it
 * decorates.
 */
function decorator<K extends Decorators>(name: K): Swagger[K] {
  const deferred =
    (...args: unknown[]) =>
    (...decorated: unknown[]): void =>
      withSwagger((swagger) => {
        const make = swagger[name] as (...args: unknown[]) => (...decorated: unknown[]) => void;
        make(...args)(...decorated);
      });
  return deferred as Swagger[K];
}
