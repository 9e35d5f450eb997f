/** What stands in for a secret text. */
export const REDACTED = '(sensitive)';
