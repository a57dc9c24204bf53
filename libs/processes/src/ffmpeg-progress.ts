/** How far ffmpeg is. */
export interface FfmpegProgress {
  /** Seconds of the output that are written. */
  readonly outTimeSeconds: number;
  /** Times real time; null while unknown. */
  readonly speed: number | null;
}

/** One block of ffmpeg's `-progress` output. */
export interface ProgressBlock {
  readonly progress: FfmpegProgress;
  /** Whether anything moved since the block before: ffmpeg goes on reporting when it is stuck. */
  readonly moved: boolean;
}

const LONGEST_LINE = 4096;
/** What grows while ffmpeg works. */
const COUNTERS: readonly string[] = ["frame", "total_size", "out_time_us", "dup_frames", "drop_frames"];

/** A parser for the text of `-progress`, in pieces of any size. Returns the blocks that each piece completes. */
export function createProgressParser(): (text: string) => ProgressBlock[] {
  let rest = "";
  let block = new Map<string, string>();
  let lastCounters = "";

  return (text) => {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    const blocks: ProgressBlock[] = [];
    for (const line of lines) {
      const [name = "", value = ""] = line.split("=", 2).map((part) => part.trim());
      if (name !== "progress") {
        block.set(name, value);
        continue;
      }
      const counters = COUNTERS.map((counter) => block.get(counter)).join(" ");
      blocks.push({ progress: readBlock(block), moved: counters !== lastCounters });
      lastCounters = counters;
      block = new Map();
    }
    return blocks;
  };
}

function readBlock(block: ReadonlyMap<string, string>): FfmpegProgress {
  const outTimeUs = Number(block.get("out_time_us"));
  const speed = Number.parseFloat(block.get("speed") ?? "");
  return {
    outTimeSeconds: Number.isFinite(outTimeUs) ? Math.max(0, outTimeUs / 1e6) : 0,
    speed: Number.isFinite(speed) ? speed : null,
  };
}
