import { findProgram } from "@reelbus/testing";
import { spawn } from "node:child_process";
import { once } from "node:events";

const TIMEOUT_MS = 60_000;
/** Rec. ITU-T H.264, table 7-1: a coded slice of an IDR picture. */
const IDR_NAL_UNIT = 5;
const NAL_LENGTH_BYTES = 4;

/** One coded frame of a segment. */
export interface Packet {
  readonly ptsSeconds: number;
  readonly dtsSeconds: number;
  /** How much of the segment a player must have to decode it. */
  readonly endByte: number;
  readonly isKey: boolean;
  /** For H.264: whether it is an IDR picture, by its own bytes and not by what the container says. */
  readonly isIdr: boolean;
}

/** One media segment of a rendition. */
export interface ProbedSegment {
  /** In the order of their presentation. */
  readonly packets: readonly Packet[];
}

/** What ffprobe tells of a rendition. */
export interface ProbedRendition {
  readonly stream: {
    readonly codec_name?: string;
    readonly profile?: string;
    readonly level?: number;
    readonly width?: number;
    readonly height?: number;
    readonly r_frame_rate?: string;
    readonly channels?: number;
    readonly sample_rate?: string;
  };
  readonly segments: readonly ProbedSegment[];
}

/** Probes an initialisation segment followed by all media segments; a packet belongs where its bytes lie. */
export async function probeRendition(init: Buffer, media: readonly Buffer[]): Promise<ProbedRendition> {
  const bytes = Buffer.concat([init, ...media]);
  // It decodes a few frames to describe the stream, and complains about encrypted ones.
  const args = ["-v", "quiet", "-show_streams", "-show_packets", "-of", "json", "-i", "pipe:0"];
  const { streams, packets } = JSON.parse(await pipeThrough("ffprobe", args, bytes)) as {
    streams: ProbedRendition["stream"][];
    packets: { pts_time: string; dts_time: string; flags: string; pos: string; size: string }[];
  };
  const [stream] = streams;
  if (stream === undefined) throw new Error("a rendition holds no stream");
  const isVideo = stream.codec_name === "h264";
  let begin = init.length;
  const segments = media.map((segment) => {
    const [from, to] = [begin, begin + segment.length];
    begin = to;
    const own = packets.filter(({ pos }) => Number(pos) >= from && Number(pos) < to);
    return {
      packets: own
        .map(({ pts_time, dts_time, flags, pos, size }) => ({
          ptsSeconds: Number(pts_time),
          dtsSeconds: Number(dts_time),
          endByte: Number(pos) + Number(size) - from,
          isKey: flags.startsWith("K"),
          isIdr: isVideo && holdsIdr(bytes.subarray(Number(pos), Number(pos) + Number(size))),
        }))
        .toSorted((one, other) => one.ptsSeconds - other.ptsSeconds),
    };
  });
  return { stream, segments };
}

function holdsIdr(sample: Buffer): boolean {
  for (let at = 0; at + NAL_LENGTH_BYTES < sample.length;) {
    if (((sample[at + NAL_LENGTH_BYTES] ?? 0) & 0x1f) === IDR_NAL_UNIT) return true;
    at += NAL_LENGTH_BYTES + sample.readUInt32BE(at);
  }
  return false;
}

/** Runs a program with `input` on its standard input; resolves with what it writes. */
export async function pipeThrough(name: string, args: readonly string[], input: Buffer): Promise<string> {
  const child = spawn(findProgram(name), args, { stdio: ["pipe", "pipe", "pipe"], timeout: TIMEOUT_MS });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  // It may have read enough before the end.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  await once(child, "close");
  if (child.exitCode !== 0) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}: ${stderr}`);
  return stdout + stderr;
}
