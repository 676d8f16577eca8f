import type { VerificationResponse } from '../dto/verification.response.js';
import type { Verification } from '../verification/verification.types.js';

export function toVerificationResponse(verification: Verification, unsealed: number): VerificationResponse {
  const { valid, checked, sealedThrough, firstBad, lastSeq, signed, complete } = verification;
  return {
    valid,
    checked,
    sealed_through: sealedThrough,
    first_bad: firstBad && { id: firstBad.id, seq: firstBad.seq, reason: firstBad.reason },
    last_seq: lastSeq,
    unsealed,
    signed,
    complete,
  };
}
