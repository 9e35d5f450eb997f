/**
 * The canned ACL that stands for a list of grants.
 * Shape: what no canned ACL describes counts as Private, since only the two groups make a bucket public.
 * Source: Amazon S3, Access control list overview, Canned ACL.
 */
export function cannedForGrants(list: readonly { readonly uri: string; readonly permission: unknown }[]): string {
  const to = (group: string) =>
    list.filter((grant) => grant.uri.endsWith(`/${group}`)).map((grant) => String(grant.permission).toUpperCase());
  const everyone = to('AllUsers');
  if (everyone.some((permission) => permission !== 'READ' && permission !== 'READ_ACP')) return 'PublicReadWrite';
  if (everyone.length > 0) return 'PublicRead';
  if (to('AuthenticatedUsers').length > 0) return 'AuthenticatedRead';
  return to('LogDelivery').length > 0 ? 'LogDeliveryWrite' : 'Private';
}
