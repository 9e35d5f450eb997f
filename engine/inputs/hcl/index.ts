export { parseAddress, type ResourceAddress } from './address.ts';
export { type Configuration, loadConfiguration, type Module, type ModuleCall, SourceTree } from './configuration.ts';
export { type HclDocuments, isHclFile, readHclDocuments } from './documents.ts';
export type { HclFile, SourceText } from './file.ts';
export { type CallPlace, createLocator, type Locator, type SourceLocation } from './locator.ts';
export { parseHcl } from './parse.ts';
export { folderOf, joinPaths, normalizePath } from './paths.ts';
export { findSources, modulesJsonPath, type SourcePlaces, type Sources } from './sources.ts';
export type { Attribute, Block, Body, Expression } from './types.ts';
