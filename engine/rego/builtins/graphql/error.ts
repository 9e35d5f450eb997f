/** Units: 1-based; columns count code points. */
export type Place = { readonly line: number; readonly column: number };

/** A GraphQL text or schema that is wrong; becomes a builtin error at the border. */
export class GraphqlError {
  readonly message: string;
  readonly place: Place | undefined;

  constructor(message: string, place: Place | undefined) {
    this.message = message;
    this.place = place;
  }
}
