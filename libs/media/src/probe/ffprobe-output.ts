import { z } from "zod";

/** ffprobe leaves out what it does not know; a field of an unexpected type is treated as left out. */
const text = z.string().optional().catch(undefined);
const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(?:\.\d+)?$/u)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);

const tags = z
  .record(z.string(), z.coerce.string())
  .catch({})
  .transform((given) => new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value])));

const sideData = z.array(z.object({ side_data_type: text, rotation: number })).catch([]);

const streamSchema = z.object({
  index: z.int().min(0),
  codec_type: text,
  codec_name: text,
  codec_tag_string: text,
  width: number,
  height: number,
  sample_aspect_ratio: text,
  pix_fmt: text,
  field_order: text,
  avg_frame_rate: text,
  r_frame_rate: text,
  channels: number,
  sample_rate: number,
  start_time: number,
  duration: number,
  nb_frames: number,
  bit_rate: number,
  disposition: z.record(z.string(), z.number()).catch({}),
  tags: tags.default(new Map()),
  side_data_list: sideData,
});

/** The part of `ffprobe -show_format -show_streams -of json` that is used. */
export const ffprobeOutputSchema = z.object({
  format: z.object({
    format_name: z.string(),
    start_time: number,
    duration: number,
    bit_rate: number,
  }),
  streams: z.array(streamSchema).default([]),
});

export type FfprobeStream = z.output<typeof streamSchema>;
