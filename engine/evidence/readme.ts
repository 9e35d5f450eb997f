import type { Assessment } from '../assessment.ts';
import type { PopulationCounts } from './records.ts';

/** The page that an auditor reads first: what the pack holds, what it does not show, and how to check it without our tool. */
export function readmeOf(assessment: Assessment, population: PopulationCounts): string {
  const { run, gate } = assessment;
  return `# Evidence pack

One run of \`${plain(run.engine)}\` at ${plain(run.now)} (clock of the run). Gate: ${gate.status}, exit code ${gate.exitCode}.

| population | number |
| --- | ---: |
| total | ${population.total} |
| evaluated | ${population.evaluated} |
| not-applicable | ${population['not-applicable']} |
| excluded (no policy applies) | ${population.excluded} |
| errored | ${population.errored} |

total = evaluated + not-applicable + excluded + errored

## What is in it

| file | holds |
| --- | --- |
| scope.json | engine, policies' digest, clock, thresholds, documents with SHA-256, counts, coverage, gate |
| population.jsonl | everything that was in scope, one line each, with its state |
| inputs/resources.jsonl | what the policies saw of each resource, secrets taken out |
| policies.json, policies/ | the policies that were evaluated, with their texts |
| parameters.json | their parameters |
| results.jsonl | one verdict for each policy and resource, with findings |
| controls.json | every control of each framework, its mapping and status |
| waivers.json | accepted risks: reason, owner, approver as claimed, dates |
| gaps.json | what was not checked, not complete or not supported |
| report/ | the same for reading |
| SHA256SUMS | digests of all files above, in the form of sha256sum |
| manifest.json | every file with its SHA-256, in canonical JSON (RFC 8785) |
| manifest.dsse.json | signatures over the manifest, when the pack is signed |

## What it does not show

- Configuration supports a control or it does not; that a control is met needs the other evidence that controls.json names.
- One run is one moment. A period needs packs over that period.
- \`unknown\`, \`error\`, \`not-applicable\` and \`waived\` are not passes.
- The approver of a waiver is what its file claims.
- An unsigned pack shows that it is whole, not who made it.

## Check it

With the tool: \`probity evidence verify FOLDER --key signer.pub.pem\`. Take the public key from the signer, never from the pack.

Without it, in the folder:

    sha256sum --check SHA256SUMS
    # compare both digests with the entry of SHA256SUMS in manifest.json and with payload.json below
    sha256sum SHA256SUMS manifest.json

    field() { sed -n 's/.*"'"$1"'":"\\([^"]*\\)".*/\\1/p' manifest.dsse.json; }
    field payload | openssl base64 -d -A > /tmp/payload.json
    field sig | openssl base64 -d -A > /tmp/sig
    type=$(field payloadType)
    { printf 'DSSEv1 %d %s %d ' \${#type} "$type" "$(wc -c < /tmp/payload.json)"; cat /tmp/payload.json; } > /tmp/signed
    # an Ed25519 key
    openssl pkeyutl -verify -pubin -inkey signer.pub.pem -rawin -in /tmp/signed -sigfile /tmp/sig
    # an ECDSA key
    openssl dgst -sha256 -verify signer.pub.pem -signature /tmp/sig /tmp/signed
`;
}

/** Words of the run as they may stand in Markdown. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N} .:+_-]/gu, '?');
}
