import { type Swagger, whenRead } from './descriptions.js';

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

/** Where the document has the schema of a class; none of ours has another name there. */
export function getSchemaPath(model: { readonly name: string }): string {
  return `#/components/schemas/${model.name}`;
}

/** The decorator of that name, applied when somebody reads it. None of them changes what it decorates. */
function decorator<K extends Decorators>(name: K): Swagger[K] {
  const late =
    (...args: unknown[]) =>
    (...decorated: unknown[]): void =>
      whenRead((swagger) => {
        const make = swagger[name] as (...args: unknown[]) => (...decorated: unknown[]) => void;
        make(...args)(...decorated);
      });
  return late as Swagger[K];
}
