/** So many words of an episode can be searched for; a title and a few file names are fewer. */
const WORDS_KEPT = 64

/**
 * The words of a text as they are compared: runs of letters and digits, without accents, in lower case; each once.
 * `Käse & Brot.wav` gives `kase brot wav`. What is searched for goes through here as well as what is found.
 */
export function wordsOf(text: string): string[] {
  return [...new Set(runsOf(text))]
}

/** The first words of several texts, each once. */
export function firstWordsOf(texts: string[]): string[] {
  return wordsOf(texts.join(' ')).slice(0, WORDS_KEPT)
}

/** In code points: what a cursor has to carry stays short. Longer ones that begin alike are ranked by age. */
const SORT_KEY_LENGTH = 120

/** What a text is sorted by: its words, in the order of their bytes in UTF-8. */
export function sortKeyOf(text: string): string {
  return [...runsOf(text).join(' ')].slice(0, SORT_KEY_LENGTH).join('')
}

function runsOf(text: string): string[] {
  const plain = text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')
  // At the end of a word a sigma is written otherwise, and a word that is typed may not be at its end yet.
  return plain.replaceAll('ς', 'σ').match(/[\p{L}\p{N}]+/gu) ?? []
}
