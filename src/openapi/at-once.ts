// Imported where a document may be made at any time: by hosts, whose own documents have Reprise's routes in them.
import * as swagger from '@nestjs/swagger';
import { describeTo } from './descriptions.js';

describeTo(swagger);
