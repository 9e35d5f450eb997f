/** Version of the package; the build puts it in, so that start-up reads no file. */
export const ENGINE_VERSION: string = process.env.PROBITY_VERSION ?? '0.0.0-source';

/** Digest of the engine's own sources; the build puts it in. Undefined when run from sources: then nothing is cached. */
export const ENGINE_BUILD: string | undefined = process.env.PROBITY_BUILD;
