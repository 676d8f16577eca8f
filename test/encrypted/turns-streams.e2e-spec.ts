import '../support/encrypted.js';
import '../turns-streams.e2e-spec.js';
