// What the tests use of two packages that bring no types.

declare module "mpd-parser" {
  /** An element of the W3C DOM. */
  export interface XmlElement {
    readonly tagName: string;
    readonly textContent: string;
    getAttribute(name: string): string | null;
    hasAttribute(name: string): boolean;
    getElementsByTagName(name: string): ArrayLike<XmlElement>;
  }
  export interface ParsedSegment {
    readonly uri: string;
    readonly duration: number;
  }
  export interface ParsedPlaylist {
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly segments: readonly ParsedSegment[];
  }
  export interface ParsedMpd {
    readonly duration: number;
    readonly playlists: readonly ParsedPlaylist[];
    readonly mediaGroups: Readonly<
      Record<string, Readonly<Record<string, Readonly<Record<string, { playlists: ParsedPlaylist[] }>>>>>
    >;
  }
  export function stringToMpdXml(text: string): XmlElement;
  export function parse(
    text: string,
    options: { manifestUri: string; eventHandler: (event: { type: string; message: string }) => void },
  ): ParsedMpd;
}

declare module "m3u8-parser" {
  export interface ParsedPlaylist {
    readonly targetDuration?: number;
    readonly endList?: boolean;
    readonly segments: readonly { readonly uri: string; readonly duration: number }[];
    readonly playlists?: readonly { readonly uri: string; readonly attributes: Readonly<Record<string, unknown>> }[];
    readonly mediaGroups?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  }
  export class Parser {
    readonly manifest: ParsedPlaylist;
    on(event: "warn" | "info", listener: (event: { message: string }) => void): void;
    push(text: string): void;
    end(): void;
  }
}
