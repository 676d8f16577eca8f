import '../support/encrypted.js';
import '../replay.e2e-spec.js';
