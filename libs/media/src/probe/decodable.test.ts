import assert from "node:assert/strict";
import { test } from "node:test";
import { withDecodableCodecs } from "./decodable.ts";
import { readMediaFile } from "./read-media-file.ts";

const streams = [
  ["video", "avs3"],
  ["audio", "aac"],
  ["audio", "mpegh_3d_audio"],
  ["subtitle", "arib_caption"],
  ["data", "bin_data"],
].map(([codec_type, codec_name], index) => ({ index, codec_type, codec_name }));

test("a picture or sound without a decoder has no known codec; the rest stays as it is", () => {
  const file = readMediaFile("film.mkv", { format: { format_name: "matroska" }, streams });
  const usable = withDecodableCodecs(file, new Set(["h264", "aac"]));
  assert.deepEqual(
    usable.tracks.map(({ codec }) => codec),
    [null, "aac", null, "arib_caption", "bin_data"],
  );
  assert.deepEqual(withDecodableCodecs(file, new Set(["avs3", "aac", "mpegh_3d_audio"])), file);
});
