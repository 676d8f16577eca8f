import '../support/encrypted.js';
import '../contexts-summarise.e2e-spec.js';
