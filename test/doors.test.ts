/**
 * The names that the package gives away, door by door. A name that changes here changes for users: it belongs
 * into CHANGELOG.md. docs/STYLE.md 31.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publicNames } from './support/public-names.ts';

const root = join(import.meta.dirname, '..');

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

const doors: { readonly [door: string]: { readonly file: string; readonly names: readonly string[] } } = {
  keelson: {
    file: 'shell/index.ts',
    names: words(`
      Algo Asking BatchLimits ByteSource Channel ChannelOptions Channels Checks Clock Consent Contested Creator
      CueItem DecisionItem DecisionOptions DraftSigning DraftUse EndRole Endorsing EndpointsWanted Entropy
      EntryItem ErrorCode ErrorDetail ErrorFacts Escrow EscrowFilter EstablishedKeys EventName Exchanging
      Explanation ExportOptions ExternalKeys ExternalProgramOptions ExternalSigner GenerateKeyOptions Group
      GroupEvent GroupMessage GroupOptions GroupProgress GroupProposal GroupRotation GroupSignatures Groups GroupsOptions
      GrowthLimits Hab HabKeys HabSigning HabSpace Habery HaberyOptions HaberyPlace Host HostEvent HostOptions
      HostParts HostPlace IngestOptions Ingestion Joining KeelsonError KelEntry KeyChange KeyDraft KeyInception
      KeyIngestion KeyLot KeyProvider KeyReplay KeyRotation KeyStateRecord Keyring KeyringOptions KeysWanted
      KnownAid KnownSequence Listener LmdbKeys LmdbKeysOptions LocScheme MakeOptions MemberRef Members OutboxLimits
      OutgoingItem Outlet Overflow OwnEvent Parameters Passcode Past PendingEvent PlacedEntry PlacedHabery Plain
      PlainMap ProgramLimits ProviderSignerOptions PublicKey Published ReadingLimits RecordChange Report
      RotateOptions Salter Secret SecureKeyring SecureKeyringOptions SecureSigner SeedCode SeededKeys Signatory SignedStatement Signer
      SignerOf SignerOptions SigningPlan Situation StatementDraft StoreKeyOptions Stretching Summary Telling ThresholdText Tier
      Timers UsingDraft formatSalt keyStateRecord openAlgorithms openExternalKeys openExternalSigner openGroups
      openHabery openHaberyAt openHost openKeyring openLmdbKeys openMemoryKeys openMemorySigner openProviderSigner
      openSalter openSecureKeyring openSeededKeys openSigners parseSalt randyCreator saltyCreator wordsOfAllMissing
      wordsOfMissing
    `),
  },
  'keelson/kernel': {
    file: 'kernel/index.ts',
    names: words(`
      Algorithms AskingPlan Attachments BackedPlan BuiltExchange Command Credential CredentialEvent
      CredentialPlan CredentialState Decision Digest DigestAlgorithm Disclosure DuplicityEvidence Embed
      EscrowKind EscrowLimits EscrowScope EscrowUsage EventReference Exchange ExchangePlan Fault FaultCode
      Fed Fn FramedBody Ilk Inception InceptionPlan IndexedSignature Interaction InteractionPlan
      IssuancePlan Json JsonList JsonMap JsonNumber Key KeyEvent KeyEventIlk KeyState LogReader Making
      Message Micros Missing Outcome Piece Prefix Query Reason ReasonCode Receipt ReceiptCouple Receiver
      RegistryEvent RegistryPlan RegistryRotationPlan RegistryState Reply ReplyRecord Rotation RotationPlan
      RoutedPlan RuleRow Said Saidifying Send SignatureCheck SignatureGroup SignatureScheme Sn Source Span
      Standing Step StoredCredential StoredEvent StoredExchange StoredRegistryEvent StoredReply StreamLimits
      StreamState Subject TellingPlan Threshold TransactedPlan View WaitKey Waiting Why Write
      acceptanceRules ampleToad arrivalRules buildBackedIssuance buildBackedRevocation buildBare
      buildCredential buildExchange buildInception buildInteraction buildIssuance buildProd buildQuery
      buildReceipt buildRegistryInception buildRegistryRotation buildReply buildRevocation buildRotation
      buildTransacted buildTransactionInception defaultEscrowLimits defaultReceiver escrowKinds escrowScope
      feedStream finishStream isPending majorityOf nextMajorityOf noAttachments openStream parseMessage
      reasonOf reasons resolvePath saidify scopesOf settle standingRules stateAfter stateAt step
      stepsPerCommandMax subjectSaidOf supersedingRules waitKey
    `),
  },
  'keelson/invariants': {
    file: 'invariants/index.ts',
    names: words(`
      AidBook BookEvent Custody Entry EventEntry Finding Given Held Judge Judged JudgedLog LiveStep LogVerdict Member
      Monitor NodeBook NodeId OpenBook Panel Probe SeenCommit SeenEntry SeenFault SeenOpening SeenSend SeenSigning SeenStep
      SeenStream Standing Verdict When World judgeLog judges judgesOfLogs openBook openPanel
    `),
  },
  'keelson/storage': {
    file: 'storage/index.ts',
    names: words(`
      Backend BackendName CompactReport Finding HeadroomOptions History Ledger LedgerOptions LmdbStore
      LogEntry PlacedEvent PlacedSend Range RebuildReport Row Store StoreDamaged StoreError StoreFault
      StoreHead StoreStats Table TableName TableStats Unchanged VerifyParts VerifyReport WaitingQuery
      backends compactLmdbStore openLedger openLmdbStore openMemoryStore rebuildStore statsOf tables
      verifyStore
    `),
  },
  'keelson/sim': {
    file: 'sim/index.ts',
    names: words(`
      AdversaryEntry Counts Doing FaultCount FaultEntry Gaps HumanEntry MarkName Mismatch NodePlan Plan
      PlanEntry PlanOptions PlanRunner Profile ProfileName Ratio Replay Role RunOptions RunReport
      ShrinkProgress Shrinking Shrunk Spreading Tally TallyKeeper Trace TraceKind TraceLine expandSeed
      firstDifference gapsOf marks openTally pageOf parsePlan parseTrace planFormat printTrace profileNames
      profiles replayPlan runPlan shrinkPlan
    `),
  },
  'keelson/testing': {
    file: 'sim/testing/index.ts',
    names: words(`
      Delivery DeliveryOptions History JudgedHost Life LifeCommand LifeModel LifeReport Machine Mishap Mishaps
      PromiseBroken Said SimulatedMachineOptions anyMishap assertPromises chunksOf deliveries faithful historyOf
      judgeHost lifeCommands liveThrough mishaps openLife openModel plainMachine plans simulatedMachine
    `),
  },
  'keelson/storage/lmdb': {
    file: 'storage/lmdb.ts',
    names: words(`
      LmdbStore dataFile openLmdbStore
    `),
  },
  'keelson/storage/memory': {
    file: 'storage/memory.ts',
    names: words(`
      openMemoryStore
    `),
  },
};

type Manifest = {
  readonly exports: {
    readonly [door: string]: string | { readonly types: string; readonly default: string };
  };
};
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

describe('a door gives exactly these names', () => {
  const found = publicNames(Object.values(doors).map(({ file }) => join(root, file)));
  test.each(Object.entries(doors))('%s', (_door, { file, names }) => {
    expect(found.get(join(root, file))).toEqual(names);
  });
});

describe('the package exports', () => {
  const built = Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string' ? [] : [[path, target] as const],
  );

  test('each door is one of the list, or the same as one', () => {
    const files = Object.values(doors).map(({ file }) => file);
    const targets = built.map(([, target]) =>
      target.default.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'),
    );
    expect(targets.filter((file) => !files.includes(file))).toEqual([]);
    expect(files.filter((file) => !targets.includes(file))).toEqual([]);
  });

  test('types stand beside the code', () => {
    expect(built.filter(([, { types, default: code }]) => types !== code.replace(/\.js$/, '.d.ts'))).toEqual(
      [],
    );
  });

  test('no door gives everything of another file', () => {
    const texts = Object.values(doors).map(({ file }) => readFileSync(join(root, file), 'utf8'));
    expect(texts.filter((text) => /export \*/.test(text))).toEqual([]);
  });
});
