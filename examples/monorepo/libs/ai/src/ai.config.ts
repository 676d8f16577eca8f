/** What the mount takes from the host's configuration. Whoever imports the AiModule provides it, to everybody. */
export abstract class AiConfig {
  abstract readonly anthropicApiKey: string;
  /** Where Claude is. @default the public API */
  abstract readonly anthropicBaseUrl: string | undefined;
}
