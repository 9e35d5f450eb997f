let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as a reader counts them, which is how Terraform does. */
export function graphemes(text: string): readonly string[] {
  // Plain ASCII has no clusters but a line end of two characters.
  if (/^[^\r\u0080-\uffff]*$/.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
