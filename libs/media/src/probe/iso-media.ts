/** Which kinds of tracks a file marks as encrypted. */
export interface EncryptedKinds {
  readonly video: boolean;
  readonly audio: boolean;
  readonly text: boolean;
}

/** What ffprobe does not tell of an MP4 or MOV file. */
export interface IsoMediaFindings {
  /** Whether the file holds all the media data that it announces; a broken transfer leaves it short. */
  readonly complete: boolean;
  readonly encrypted: EncryptedKinds;
}

/** Reads at an offset of the file; fewer bytes than asked for only at the end. */
export type ReadAt = (offset: number, lengthBytes: number) => Promise<Uint8Array>;

interface Box {
  readonly type: string;
  /** Offset of the content. */
  readonly start: number;
  /** Offset behind the box, as the box announces it. */
  readonly end: number;
}

const FIRST_BOXES: ReadonlySet<string> = new Set(["ftyp", "styp", "moov", "mdat", "wide", "free", "skip", "pnot"]);
const MEDIA_BOXES: ReadonlySet<string> = new Set(["mdat", "moov", "moof"]);
const PATH_TO_SAMPLE_TYPES = ["moov", "trak", "mdia", "minf", "stbl", "stsd"];
/** Version, flags and the number of entries. */
const SAMPLE_TYPES_HEADER_BYTES = 8;
/** Of one level; no sensible file has more, and a hostile one ends here. */
const MAX_BOXES = 50_000;

/**
 * Looks into the boxes of an ISO base media file (ISO/IEC 14496-12): a few small reads, whatever its size.
 * @returns null for a file of another format.
 */
export async function inspectIsoMedia(read: ReadAt, sizeBytes: number): Promise<IsoMediaFindings | null> {
  const boxes = await boxesIn(read, 0, sizeBytes);
  if (!FIRST_BOXES.has(boxes[0]?.type ?? "")) return null;
  const complete = !boxes.some(({ type, end }) => MEDIA_BOXES.has(type) && end > sizeBytes);
  const sampleTypes = new Set(await sampleTypesOf(read, boxes, PATH_TO_SAMPLE_TYPES));
  return {
    complete,
    encrypted: {
      video: sampleTypes.has("encv") || sampleTypes.has("drmi"),
      audio: sampleTypes.has("enca") || sampleTypes.has("drms"),
      text: sampleTypes.has("enct") || sampleTypes.has("encs"),
    },
  };
}

/** Whether an ISO base media file holds any media data: one that was written without a single frame has none. */
export async function holdsMediaData(read: ReadAt, sizeBytes: number): Promise<boolean> {
  return (await boxesIn(read, 0, sizeBytes)).some(({ type, start, end }) => type === "mdat" && end > start);
}

async function sampleTypesOf(read: ReadAt, boxes: readonly Box[], path: readonly string[]): Promise<string[]> {
  const [type, ...deeper] = path;
  const types: string[] = [];
  for (const box of boxes.filter((candidate) => candidate.type === type)) {
    const header = deeper.length === 0 ? SAMPLE_TYPES_HEADER_BYTES : 0;
    const inside = await boxesIn(read, box.start + header, box.end);
    types.push(
      ...(deeper.length === 0 ? inside.map((entry) => entry.type) : await sampleTypesOf(read, inside, deeper)),
    );
  }
  return types;
}

/** The boxes from `start` to `end`, up to the first thing that is no box. */
async function boxesIn(read: ReadAt, start: number, end: number): Promise<Box[]> {
  const boxes: Box[] = [];
  let offset = start;
  while (offset < end && boxes.length < MAX_BOXES) {
    const box = boxAt(await read(offset, 16), offset, end);
    if (box === null) break;
    boxes.push(box);
    offset = box.end;
  }
  return boxes;
}

function boxAt(header: Uint8Array, offset: number, end: number): Box | null {
  if (header.length < 8) return null;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const type = String.fromCharCode(...header.subarray(4, 8));
  if (!/^[\x20-\x7e\xa9]{4}$/u.test(type)) return null;
  const size = view.getUint32(0);
  if (size === 0) return { type, start: offset + 8, end };
  if (size >= 8) return { type, start: offset + 8, end: offset + size };
  if (size !== 1 || header.length < 16) return null;
  const large = Number(view.getBigUint64(8));
  return large >= 16 ? { type, start: offset + 16, end: offset + large } : null;
}
