import { generateKeyPairSync } from 'node:crypto';
import type { PlacedRecord } from '../audit-record.js';
import { personDigest } from '../chain/leaf.js';
import { nextSeal } from '../chain/next-seal.js';
import { GENESIS, type Seal } from '../chain/seal.js';
import { SealSigner, TrustedKeys } from '../chain/signing.js';
import { type ChainIndex, EmptiedDigest, PartialChainIndex, CollectedChainIndex } from './chain-index.js';
import { ChainVerifier } from './chain-verifier.js';
import type { Block } from './verification.types.js';

const SALT = '0f'.repeat(16);
const ERASURE = '019ab0c4-7e5a-7000-8000-00000000e4a5';
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = new SealSigner(pem);
const trusted = new TrustedKeys([signer.publicKey]);

type Change = Partial<PlacedRecord>;

/** A chain with one record in each seal; each change overrides fields of its record. */
function chainOf(changes: readonly Change[], signers: readonly (SealSigner | null)[] = [signer]): Block[] {
  let last: Seal | null = null;
  return changes.map((change, index) => {
    const record = recordOf(index + 1, change);
    const by = signers[Math.min(index, signers.length - 1)] ?? null;
    last = nextSeal('acme', last, [record], { at: new Date(index * 1000), signer: by });
    return { seal: last, mirrored: null, records: [record] };
  });
}

function recordOf(seq: number, change: Change): PlacedRecord {
  const plain: PlacedRecord = {
    id: `id-${seq}`,
    tenant_id: 'acme',
    seq,
    at: '2026-11-25T12:00:00.000Z',
    action: 'result.read',
    outcome: 'done',
    role: 'service',
    key_id: null,
    subject: 'key',
    address: '192.0.2.1',
    request_id: `r${seq}`,
    user_id: 'alice',
    subject_id: null,
    call_ids: [],
    detail: {},
    sent_digest: null,
    received_digest: null,
    salt: SALT,
    person_digest: '',
    erasure_id: null,
    ...change,
  };
  return { ...plain, person_digest: personDigest(SALT, plain) };
}

/** The block after an erasure. */
function emptied({ records, ...block }: Block, erasure = ERASURE): Block {
  const empty = { salt: null, user_id: null, request_id: null, erasure_id: erasure };
  return { ...block, records: records.map((record) => ({ ...record, ...empty })) };
}

const gone = ({ records: _, ...block }: Block): Block => ({ ...block, records: [] });

async function verify(
  blocks: readonly Block[],
  index: ChainIndex = new CollectedChainIndex(),
  after: Seal | null = null,
) {
  const verifier = new ChainVerifier('acme', trusted, index, after);
  for (const block of blocks) if (!verifier.add(block)) break;
  const { valid, firstBad } = after ? await verifier.endPart() : await verifier.end(null);
  return valid ? 'holds' : `${firstBad?.seq} ${firstBad?.id}: ${firstBad?.reason}`;
}

function closing(...seqs: readonly number[]): Change {
  const digest = new EmptiedDigest();
  for (const seq of seqs) digest.add({ id: `id-${seq}`, seq });
  return { action: 'user.erasure_closed', subject_id: ERASURE, detail: digest.value };
}

const REQUEST = { action: 'user.erasure_requested', subject_id: ERASURE };

describe('a chain', () => {
  it('without records is valid', async () => {
    expect(await verify([])).toBe('holds');
  });

  it('is valid after a requested erasure, before and after its completion', async () => {
    const [one, two, ...rest] = chainOf([{}, {}, REQUEST, closing(1, 2)]) as [Block, Block, ...Block[]];
    expect(await verify([emptied(one), emptied(two), ...rest.slice(0, 1)])).toBe('holds');
    expect(await verify([emptied(one), emptied(two), ...rest])).toBe('holds');
  });

  it('is valid after an erasure that emptied no records', async () => {
    expect(await verify(chainOf([REQUEST, closing()]))).toBe('holds');
  });

  it('is invalid if a record was emptied without an erasure, or under the id of another erasure', async () => {
    const [one, two, three, ...rest] = chainOf([{}, {}, {}, REQUEST, closing(1)]) as [Block, Block, Block];
    expect(await verify([emptied(one), emptied(two, 'no such'), three, ...rest])).toMatch('2 id-2: it was emptied by');
    expect(await verify([emptied(one), two, emptied(three), ...rest])).toMatch('5 id-5: it closes an erasure of other');
    const salt = (block: Block, change: Change) => ({
      ...block,
      records: block.records.map((r) => ({ ...r, ...change })),
    });
    expect(await verify([salt(one, { salt: null }), two])).toMatch('1 id-1: its salt is gone');
    expect(await verify([salt(one, { erasure_id: ERASURE }), two])).toMatch(
      '1 id-1: it is marked as erased, but is not',
    );
    expect(await verify([salt(emptied(one), { user_id: 'bob' }), two])).toMatch(
      '1 id-1: it is marked as erased, but names a person',
    );
  });

  it('is valid if its beginning has expired, and invalid if its beginning is missing without that', async () => {
    const [one, two, three] = chainOf([{}, {}, { action: 'audit.expired', detail: { through_seq: 2 } }]) as [
      Block,
      Block,
      Block,
    ];
    expect(await verify([gone(one), gone(two), three])).toBe('holds');
    const [a, b, c] = chainOf([{}, {}, { action: 'audit.expired', detail: { through_seq: 1 } }]) as [
      Block,
      Block,
      Block,
    ];
    expect(await verify([gone(a), gone(b), c])).toBe('1 null: the record is missing');
    expect(await verify([a, gone(b), c])).toBe('2 null: the record is missing');
  });

  it('is valid if records of an erasure have expired, including its request', async () => {
    const changes = [{}, REQUEST, {}, closing(1, 3), { action: 'audit.expired', detail: { through_seq: 2 } }];
    const [one, two, three, ...rest] = chainOf(changes) as [Block, Block, Block];
    expect(await verify([gone(one), gone(two), emptied(three), ...rest])).toBe('holds');
  });

  it('is valid in part if the rest is not available', async () => {
    const [one, two, three, four] = chainOf([{}, {}, {}, closing(2)]) as [Block, Block, Block, Block];
    expect(await verify([emptied(two), three, four], new PartialChainIndex(), one.seal)).toBe('holds');
    expect(await verify([gone(two), three], new PartialChainIndex(), one.seal)).toBe('holds');
  });

  it('is invalid if it contains the seal of another tenant', async () => {
    const [one] = chainOf([{}]) as [Block];
    const seal = { ...(one.seal as Seal), tenant_id: 'other' };
    expect(await verify([{ ...one, seal }])).toBe('1 id-1: seal 1 is of another tenant');
  });

  it('may begin with unsigned seals, but all seals after the first signed one must be signed', async () => {
    const changes = [{}, {}, {}];
    expect(await verify(chainOf(changes, [null, signer]))).toBe('holds');
    expect(await verify(chainOf(changes, [signer, null]))).toBe('2 id-2: seal 2 is not signed, but earlier seals are');
    expect(await verify(chainOf(changes, [null]))).toBe('1 id-1: seal 1 and those after it are not signed');
  });

  it('is reported as not signed if no key is trusted', async () => {
    const verifier = new ChainVerifier('acme', new TrustedKeys([]), new CollectedChainIndex());
    for (const block of chainOf([{}, {}])) verifier.add(block);
    expect(await verifier.end(null)).toMatchObject({ valid: true, signed: false, checked: 2 });
  });

  it('is invalid if it does not begin with the first seal', async () => {
    const [, two] = chainOf([{}, {}]) as [Block, Block];
    expect(await verify([two])).toBe('1 id-2: seal 1 is missing');
    const [one] = chainOf([{}]) as [Block];
    const seal = { ...(one.seal as Seal), previous: GENESIS.replace('0', '1') };
    expect(await verify([{ ...one, seal }])).toBe('1 id-1: seal 1 does not follow the previous seal');
  });
});
