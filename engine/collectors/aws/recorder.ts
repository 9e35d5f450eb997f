import { type ConfigClient, describeError, RequestError } from './client.ts';

/** What is known of a region's recorder. `state` is for the ledger; `error` says why nothing it holds is complete. */
export type Recorder = {
  readonly state: 'recording' | 'stopped' | 'failing' | 'none' | 'unknown';
  readonly error: string | undefined;
  readonly records: (type: string) => boolean;
};

/** Types that exist once an account; a recorder of all types leaves them out unless it is told otherwise. */
export const GLOBAL_TYPES = ['AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::User'] as const;

type Group = {
  readonly allSupported?: boolean | undefined;
  readonly includeGlobalResourceTypes?: boolean | undefined;
  readonly resourceTypes?: readonly string[] | undefined;
  readonly exclusionByResourceTypes?: { readonly resourceTypes?: readonly string[] | undefined } | undefined;
  readonly recordingStrategy?: { readonly useOnly?: string | undefined } | undefined;
};

/**
 * Reads whether a region's recorder runs, and what it records.
 * Shape:  the customer's own recorder; those that AWS services manage for themselves do not count.
 * Errors: never; what cannot be read is the state `unknown` with its error.
 */
export async function readRecorder(client: ConfigClient): Promise<Recorder> {
  try {
    const recorders = (await client.recorders()).output.ConfigurationRecorders ?? [];
    const recorder = recorders.find(({ servicePrincipal }) => servicePrincipal === undefined);
    if (recorder === undefined) return stopped('none', 'no configuration recorder is set up', () => false);
    const statuses = (await client.recorderStatus()).output.ConfigurationRecordersStatus ?? [];
    const status = statuses.find(({ name }) => name === recorder.name);
    const records = (type: string) => recordsType(recorder.recordingGroup ?? {}, type);
    if (status === undefined) return stopped('unknown', 'the recorder has no status', records);
    if (status.recording !== true) return stopped('stopped', 'the configuration recorder is stopped', records);
    if (status.lastStatus?.toUpperCase() === 'FAILURE') {
      const why = [status.lastErrorCode, status.lastErrorMessage].filter(Boolean).join(': ');
      return stopped('failing', `the configuration recorder fails${why === '' ? '' : ` (${why})`}`, records);
    }
    return { state: 'recording', error: undefined, records };
  } catch (error) {
    const message = error instanceof RequestError ? error.message : describeError(error);
    return stopped('unknown', message, () => true);
  }
}

function stopped(state: Recorder['state'], error: string, records: Recorder['records']): Recorder {
  return { state, error, records };
}

/** Source: API reference of RecordingGroup; `recordingStrategy` decides where it is given. */
export function recordsType(group: Group, type: string): boolean {
  const isGlobal = (GLOBAL_TYPES as readonly string[]).includes(type);
  const all = () => !isGlobal || group.includeGlobalResourceTypes === true;
  switch (group.recordingStrategy?.useOnly) {
    case 'EXCLUSION_BY_RESOURCE_TYPES':
      return !(group.exclusionByResourceTypes?.resourceTypes ?? []).includes(type);
    case 'INCLUSION_BY_RESOURCE_TYPES':
      return (group.resourceTypes ?? []).includes(type);
    case 'ALL_SUPPORTED_RESOURCE_TYPES':
      return all();
    default:
      return group.allSupported === true ? all() : (group.resourceTypes ?? []).includes(type);
  }
}
