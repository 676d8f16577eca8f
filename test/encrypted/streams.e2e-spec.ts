import '../support/encrypted.js';
import '../streams.e2e-spec.js';
