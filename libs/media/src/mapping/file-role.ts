/** A language code and where it was found, as warnings and errors call the place. */
export interface LanguageClue {
  readonly code: string;
  readonly place: string;
  /** `list`: the job description gives the file this language; `name`: the file's name has it. */
  readonly from: "list" | "name";
}

export interface AudioRole {
  readonly kind: "Main" | "Descriptive";
  /** In the order in which they are believed. */
  readonly clues: readonly LanguageClue[];
}

export interface TextRole {
  readonly kind: "subtitles" | "captions";
  readonly clues: readonly LanguageClue[];
}

/** What the mapping rules allow a file to become, judged by its name alone. */
export interface FileRole {
  readonly path: string;
  /**
   * How the file must be read before it can be mapped. With `-if-readable` a file that is something else is left over;
   * otherwise that is an error.
   */
  readonly reading: "media" | "media-if-readable" | "text" | "text-if-readable" | "none";
  readonly mayBeVideo: boolean;
  /** What its audio tracks become when it is not the video; null: nothing. */
  readonly audio: AudioRole | null;
  /** What its text becomes when it is not the video; null: nothing. */
  readonly text: TextRole | null;
}

/** The role of a file that no rule asks for. */
export function noRole(path: string): FileRole {
  return { path, reading: "none", mayBeVideo: false, audio: null, text: null };
}
