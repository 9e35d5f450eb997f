import type { JsonObject } from '../document.ts';

/** A Kubernetes object of any kind, as written: custom resources are like any other. */
export type KubernetesObject = JsonObject & { readonly apiVersion: string; readonly kind: string };

/** Groups whose objects configure tools and never reach a cluster. */
export const TOOL_GROUPS: readonly string[] = ['kustomize.config.k8s.io', 'kind.x-k8s.io', 'k3d.io', 'skaffold'];
