// Hosts import this module, because they may create OpenAPI documents with Reprise's routes at any time.
import * as swagger from '@nestjs/swagger';
import { describeTo } from './descriptions.js';

describeTo(swagger);
