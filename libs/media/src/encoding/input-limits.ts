/**
 * Demuxers that read one file and nothing else. Left out are those that a source file could use to name other files
 * of the machine (HLS, DASH, concat, IMF, SDP), image sequences, devices and games.
 */
const CONTAINERS = [
  ...["mov", "matroska", "webm", "mpegts", "mpeg", "mxf", "avi", "asf", "flv", "gxf", "lxf", "dv", "nut", "rm", "ogg"],
  ...["ivf", "obu", "av1", "h264", "hevc", "vvc", "vc1", "m4v", "mpegvideo", "dirac", "dnxhd", "yuv4mpegpipe"],
  ...["wav", "w64", "aiff", "au", "caf", "flac", "mp3", "aac", "loas", "latm", "ac3", "eac3", "dts", "dtshd", "truehd"],
  ...["mlp", "amr", "ape", "tta", "wv"],
  ...["webvtt", "srt", "ass"],
];

/** Options before each input of ffmpeg and ffprobe: source media may open no network and no other file. */
export const INPUT_LIMITS: readonly string[] = [
  ...["-protocol_whitelist", "file,pipe"],
  ...["-format_whitelist", CONTAINERS.join(",")],
];
